import type { Page } from 'playwright-core';
import type { Role, Visit } from './visit';

/** Something that the page can show, and how a reader comes to it; the same in every language. */
export interface View {
  name: string;
  role?: Role | null;
  path?: string;
  before?: (page: Page) => Promise<unknown>;
  /** What to do once everything is there. */
  show?: (visit: Visit) => Promise<unknown>;
  /** What the browser may report. */
  allow?: RegExp;
}

const fails = (route: string) => (page: Page) =>
  page.route(route, (each) =>
    each.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      json: { status: 503, detail: 'The figures are being moved.', id: 'f-0815' },
    }),
  );

/** The system's own answers, from tables that may have held records before they were connected. */
const sinceConnection = (page: Page) =>
  page.route('**/v1/{overview,messages}*', async (each) => {
    const response = await each.fetch();
    const json = await response.json();
    await each.fulfill({ response, json: { ...json, history: 'since_connection' } });
  });

/** A section's buttons that open something: what its figures mean first, the export last. */
const openers = (visit: Visit, section: string) => visit.section(section).locator('header [aria-haspopup="dialog"]');
/** Those of the bar on top: the custom period, the export of everything, the settings. */
const onTop = (visit: Visit, index: number) =>
  visit.page.locator('body header').first().locator('[aria-haspopup="dialog"]').nth(index);

const opened = (visit: Visit) => visit.page.locator('[role="dialog"]:popover-open').waitFor();

export const VIEWS: readonly View[] = [
  { name: 'signed out', role: null, show: (visit) => visit.page.locator('[data-role="owner"]').waitFor() },
  {
    name: 'refused',
    role: 'agent',
    allow: /status of 403/,
    // The screen before it has a heading, too, and offers the roles.
    show: (visit) => visit.page.locator('main:not(:has([data-role])) h1').waitFor(),
  },
  { name: 'page' },
  { name: 'tables', path: '/?period=30d', show: (visit) => visit.showTables() },
  {
    name: 'calendar',
    path: '/?from=2026-10-05&to=2026-11-12',
    show: async (visit) => {
      await onTop(visit, 0).click();
      await visit.page.locator('calendar-month').waitFor();
    },
  },
  {
    name: 'refused dates',
    show: async (visit) => {
      await onTop(visit, 0).click();
      await visit.page.locator('input[type="date"]').first().fill('2026-01-01');
      await visit.page.locator('[role="dialog"] [role="alert"]').waitFor();
    },
  },
  {
    name: 'meanings',
    show: async (visit) => {
      await openers(visit, 'conversations').first().click();
      await opened(visit);
    },
  },
  {
    name: 'export menu',
    show: async (visit) => {
      await openers(visit, 'messages').last().click();
      await opened(visit);
    },
  },
  {
    name: 'settings',
    show: async (visit) => {
      await onTop(visit, 2).click();
      await opened(visit);
    },
  },
  { name: 'agent', path: '/?period=30d&agent=aiko-tanaka' },
  { name: 'agent response time', path: '/?period=30d&agent=aiko-tanaka&chart=response_time_seconds' },
  { name: 'agent table', path: '/?agent=aiko-tanaka', show: (visit) => visit.showTables() },
  { name: 'team', path: '/?period=15d&team=sales&chart=active_sessions' },
  { name: 'team members', path: '/?from=2026-08-25&to=2026-11-22&team=sales&members=all' },
  { name: 'failed sections', allow: /status of 503/, before: fails('**/v1/{messages,flows}*') },
  {
    name: 'failed export',
    allow: /status of 503/,
    before: fails('**/v1/exports'),
    show: async (visit) => {
      await openers(visit, 'messages').last().click();
      await visit.page.locator('[role="dialog"]:popover-open button').first().click();
      await visit.page.getByText('f-0815').waitFor();
    },
  },
  { name: 'ignored address', path: '/?period=1y&inbox_id=gone' },
  {
    name: 'history since connection',
    before: sinceConnection,
    show: (visit) => visit.page.getByRole('complementary').waitFor(),
  },
  { name: 'comparison', path: '/?period=15d&compare=before' },
  { name: 'comparison tables', path: '/?compare=before', show: (visit) => visit.showTables() },
  { name: 'today', path: '/?period=today' },
  { name: 'one inbox', path: '/?period=30d&inbox_id=line&hours=new_sessions' },
  {
    name: 'not counted yet',
    before: (page) =>
      page.route('**/v1/conversations*', async (each) => {
        const response = await each.fetch();
        const json = await response.json();
        const totals = { ...json.totals, resolved_sessions: null, resolved_without_agent: null };
        await each.fulfill({ response, json: { ...json, totals } });
      }),
  },
  {
    name: 'runs low',
    before: (page) =>
      page.route('**/v1/payment*', async (each) => {
        const response = await each.fetch();
        const json = await response.json();
        await each.fulfill({ response, json: { ...json, runway: { ...json.runway, days: 3.2 } } });
      }),
  },
  {
    name: 'read-out',
    path: '/?period=15d',
    show: async (visit) => {
      await visit.chart('messages.daily').locator('.table-toggle').focus();
      await visit.page.keyboard.press('Tab');
      await visit.page.keyboard.press('ArrowLeft');
      await visit.page.locator('.read-out').waitFor();
    },
  },
];
