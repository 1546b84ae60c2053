import { expect } from 'vitest';
import { type Answers, ask, askAgent, askAll, askTeam, type Query, SECTIONS, type Section } from './api';
import { bytesOf, readCsv, readXlsx, readZip, type Table, tableOf } from './files';
import { test, type Visit } from './visit';

const QUERY: Query = { period: '15d', inbox_id: 'whatsapp-main' };
const PATH = `/?${new URLSearchParams(QUERY)}`;
const DATES = '2026-11-08_2026-11-22';
/** The overview is of the last 7 days, whatever the period. */
const WEEK = '2026-11-16_2026-11-22';
/** The sections by their titles, as the export's buttons name them. */
const TITLES = {
  overview: 'Basic channel info',
  messages: 'Messages',
  conversations: 'Conversations',
  contacts: 'Contacts',
  speed: 'Speed',
  hours: 'Hours of the week',
  inboxes: 'Inboxes side by side',
  agents: 'Performance by agent',
  teams: 'Performance by team',
  flows: 'Chat flows',
  payment: 'Payment',
  features: 'Feature usage',
} as const satisfies Record<Section, string>;

/** The sections that one inbox has: it has no list of inboxes. */
const OF_ONE_INBOX = SECTIONS.filter((section) => section !== 'inboxes');

/** What each section's file must hold, from the API. */
async function tables(query: Query): Promise<Record<Section, Table>> {
  const [answers, flows] = await Promise.all([askAll(query), ask<Answers['flows']>('flows', { ...query, top: '100' })]);
  const { active_sessions, contacts, messages_sent, messages_received, broadcasts_sent } = answers.overview;
  return {
    overview: tableOf([{ active_sessions, contacts, messages_sent, messages_received, broadcasts_sent }]),
    messages: tableOf(answers.messages.daily),
    conversations: tableOf(answers.conversations.daily),
    contacts: tableOf(answers.contacts.daily),
    speed: tableOf(answers.speed.daily),
    hours: tableOf(answers.hours.hours),
    inboxes: tableOf(answers.inboxes.inboxes),
    agents: tableOf(answers.agents.agents),
    teams: tableOf(answers.teams.teams),
    flows: tableOf(flows.popular),
    payment: tableOf(answers.payment.daily),
    features: tableOf(answers.features.daily),
  };
}

/** Chooses a format in a section's export menu; the download starts by itself. */
async function exported(visit: Visit, label: string, format: RegExp) {
  await visit.page.getByRole('button', { name: `Export ${label}`, exact: true }).click();
  const [download] = await Promise.all([
    visit.page.waitForEvent('download'),
    visit.page
      .getByRole('dialog', { name: `Export ${label}` })
      .getByRole('button', { name: format })
      .click(),
  ]);
  const name = download.suggestedFilename();
  await visit.page.getByText(`Downloaded ${name}`).waitFor();
  return { name, bytes: await bytesOf(download) };
}

/** Numbers are numbers in a workbook, and dates dates; what they say is the same. */
function expectSameTable(actual: Table | undefined, expected: Table, what: string): void {
  const plain = (table: Table | undefined) =>
    table?.map((row) =>
      row.map((cell) => (/^-?\d/.test(cell) && !cell.includes('-', 1) ? String(Number(cell)) : cell)),
    );
  expect(plain(actual), what).toEqual(plain(expected));
}

test('every section as CSV holds what the API says for the period and inbox on view', async ({ open }) => {
  const [visit, expected] = await Promise.all([open({ path: PATH }), tables(QUERY)]);
  for (const section of OF_ONE_INBOX) {
    const { name, bytes } = await exported(visit, TITLES[section], /^CSV/);
    expect(name).toBe(`${section}_${section === 'overview' ? WEEK : DATES}.csv`);
    expect(readCsv(bytes), section).toEqual(expected[section]);
  }
});

test('every section as XLSX holds the same', async ({ open }) => {
  const [visit, expected] = await Promise.all([open({ path: PATH }), tables(QUERY)]);
  for (const section of OF_ONE_INBOX) {
    const { name, bytes } = await exported(visit, TITLES[section], /XLSX/);
    expect(name).toBe(`${section}_${section === 'overview' ? WEEK : DATES}.xlsx`);
    const sheets = Object.values(await readXlsx(bytes));
    expect(sheets.length).toBe(1);
    expectSameTable(sheets[0], expected[section], section);
  }
});

test('the list of inboxes holds what the API says, and so does everything of all inboxes', async ({ open }) => {
  const [visit, expected] = await Promise.all([open({ path: '/?period=15d' }), tables({ period: '15d' })]);
  const workbook = await exported(visit, TITLES.inboxes, /XLSX/);
  expect(workbook.name).toBe(`inboxes_${DATES}.xlsx`);
  expectSameTable(Object.values(await readXlsx(workbook.bytes))[0], expected.inboxes, 'inboxes');
  const csv = await exported(visit, TITLES.inboxes, /^CSV/);
  expect(csv.name).toBe(`inboxes_${DATES}.csv`);
  // A text that a spreadsheet would run gets an apostrophe in CSV; here it is the name of the Instagram inbox.
  const defused = expected.inboxes.map((row) => row.map((cell) => (cell.startsWith('@') ? `'${cell}` : cell)));
  expect(defused).not.toEqual(expected.inboxes);
  expect(readCsv(csv.bytes)).toEqual(defused);
  const files = readZip((await exported(visit, 'everything', /^CSV/)).bytes);
  expect(Object.keys(files).length).toBe(SECTIONS.length);
  expect(files[`inboxes_${DATES}.csv`]).toEqual(defused);
});

test('everything: a zip of files, or one workbook', async ({ open }) => {
  const [visit, expected] = await Promise.all([open({ path: PATH }), tables(QUERY)]);
  const names = OF_ONE_INBOX;

  const zip = await exported(visit, 'everything', /^CSV/);
  expect(zip.name).toMatch(new RegExp(`_${DATES}\\.zip$`));
  const files = readZip(zip.bytes);
  expect(Object.keys(files).sort()).toEqual(
    names.map((section) => `${section}_${section === 'overview' ? WEEK : DATES}.csv`).sort(),
  );
  for (const [name, table] of Object.entries(files)) {
    expect(table, name).toEqual(expected[name.split('_')[0] as Section]);
  }

  const workbook = await exported(visit, 'everything', /XLSX/);
  expect(workbook.name).toMatch(new RegExp(`_${DATES}\\.xlsx$`));
  const sheets = await readXlsx(workbook.bytes);
  expect(Object.keys(sheets).sort()).toEqual(names.toSorted());
  for (const section of names) expectSameTable(sheets[section], expected[section], section);
});

test('an agent’s and a team’s detail can be exported', async ({ open }) => {
  const visit = await open({ path: `${PATH}&agent=aiko-tanaka` });
  const agent = await exported(visit, 'Agent Aiko Tanaka', /^CSV/);
  expect(agent.name).toContain(DATES);
  expect(readCsv(agent.bytes)).toEqual(tableOf((await askAgent('aiko-tanaka', QUERY)).daily));

  await visit.go(`${PATH}&team=sales`);
  const team = await exported(visit, 'Team Sales & Styling', /XLSX/);
  expectSameTable(Object.values(await readXlsx(team.bytes))[0], tableOf((await askTeam('sales', QUERY)).daily), 'team');
});

test('an export shows its progress; a failing one shows its reason and the id to quote', async ({ open }) => {
  const visit = await open();
  const { page } = visit;
  let answer = () => {};
  const held = new Promise<void>((release) => {
    answer = release;
  });
  await page.route('**/v1/exports', async (route) => {
    await held;
    await route.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      json: { status: 503, title: 'Service Unavailable', detail: 'The report could not be made now.', id: 'e-4711' },
    });
  });
  visit.allow(/status of 503/);
  const button = page.getByRole('button', { name: 'Export Messages' });
  await button.click();
  await page.getByRole('button', { name: /^CSV/ }).click();
  const status = page.getByRole('status').filter({ hasText: 'Messages' });
  await status.getByText('Preparing Messages…').waitFor();
  expect(await button.getAttribute('aria-busy')).toBe('true');
  // A second click meanwhile makes no second report.
  expect(await button.isEnabled()).toBe(false);

  answer();
  await status.getByText('could not be exported').waitFor();
  expect(await status.innerText()).toContain('The report could not be made now.');
  expect(await status.innerText()).toContain('e-4711');
  expect(await button.isEnabled()).toBe(true);
  await status.getByRole('button', { name: 'Dismiss' }).click();
  expect(await page.getByText('e-4711').count()).toBe(0);

  await page.unroute('**/v1/exports');
  expect((await exported(visit, 'Messages', /^CSV/)).name).toBe(`messages_${WEEK}.csv`);
});
