import { describe, expect } from 'vitest';
import { type Answers, askAll, type Query } from './api';
import { CHINESE, change, changesOf, ENGLISH, figuresOf, type Words } from './reading';
import { test } from './visit';

/** The periods that the page offers, and the longest and the shortest custom one; each for all inboxes and for one. */
const PERIODS: Query[] = [
  { period: '7d' },
  { period: '15d' },
  { period: '30d' },
  { period: 'today' },
  { period: 'last_month' },
  { from: '2026-08-25', to: '2026-11-22' },
  { from: '2026-11-15', to: '2026-11-15' },
];
const STATES = PERIODS.flatMap((period) => [period, { ...period, inbox_id: 'whatsapp-main' }]);

/** Every figure that stands on the page while its charts are tables. */
function everyFigure(answers: Answers, query: Query, members: boolean, words: Words = ENGLISH) {
  const { agents, teams, inboxes, ...sections } = answers;
  const found: Record<string, string> = {
    ...figuresOf('agents', agents.agents, words),
    ...figuresOf('teams', teams.teams, words),
    // Beside the one inbox that is chosen there is nothing to show.
    ...(query.inbox_id === undefined && figuresOf('inboxes', inboxes, words)),
  };
  for (const [name, answer] of Object.entries(sections)) Object.assign(found, figuresOf(name, answer, words));
  return without(found, (name) => {
    // A team shows its own figures or those of its members.
    if (name.startsWith('teams.')) return name.includes('.members.') !== members;
    // Of complete days the page shows what it compares.
    if (name.startsWith('inboxes.complete.')) return !name.endsWith('.received');
    if (name.includes('.complete.')) return name.endsWith('.samples') || name.includes('.within.');
    // Features show the number of samples for the whole period only; a target without a share has no bar.
    if (name.includes('.within.')) return found[name] === '–';
    return name.startsWith('features.daily.') && name.endsWith('.samples');
  });
}

function without(figures: Record<string, string>, left: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(Object.entries(figures).filter(([name]) => !left(name)));
}

/** What stands only in tables. */
const isTable = (name: string) => name.includes('.daily.') || name.startsWith('hours.');

function changesOfInboxes({ complete }: Answers['inboxes']): Record<string, string> {
  if (complete === null) return {};
  const on = complete.days === 1 ? '1 complete day' : `${complete.days} complete days`;
  return Object.fromEntries(
    complete.totals.map(({ inbox_id, received }, index) => [
      `inboxes.${inbox_id}.received`,
      change('received', received, complete.previous[index]?.received, on),
    ]),
  );
}

describe.each(STATES)('%o', (query) => {
  test('the page shows every figure of the API with its exact value, and no other figure', async ({ open }) => {
    const [visit, answers] = await Promise.all([open({ path: `/?${new URLSearchParams(query)}` }), askAll(query)]);

    expect(await visit.figures()).toEqual(without(everyFigure(answers, query, false), isTable));

    await visit.showTables();
    expect(await visit.figures()).toEqual(everyFigure(answers, query, false));

    await visit.section('teams').getByRole('radio', { name: 'All members' }).check();
    await visit.settled();
    expect(await visit.figures()).toEqual(everyFigure(answers, query, true));

    // Changes are of complete days, against those that stand opposite them.
    const expected: Record<string, string> = {};
    for (const name of ['messages', 'conversations', 'contacts', 'speed', 'flows', 'payment', 'features'] as const) {
      Object.assign(expected, changesOf(name, answers[name].complete));
    }
    if (query.inbox_id === undefined) Object.assign(expected, changesOfInboxes(answers.inboxes));
    expect(await visit.changes()).toEqual(expected);
  });
});

test('a chart’s table has a row for every day, today’s marked, under the names of its series', async ({ open }) => {
  const query = { from: '2026-08-25', to: '2026-11-22' };
  const [visit, answers] = await Promise.all([open({ path: `/?${new URLSearchParams(query)}` }), askAll(query)]);
  const charts = {
    'messages.daily': answers.messages.daily,
    'conversations.daily': answers.conversations.daily,
    'contacts.daily': answers.contacts.daily,
    'flows.daily': answers.flows.daily,
    'payment.daily': answers.payment.daily,
    'features.daily': answers.features.daily,
    'features.daily.sent': answers.features.daily,
    'features.daily.unchanged': answers.features.daily,
    'speed.daily.first_response': answers.speed.daily,
    'speed.daily.resolution': answers.speed.daily,
    'features.daily.accuracy': answers.features.daily,
  };
  const names = await visit.page
    .locator('figure[data-chart]')
    .evaluateAll((all) => all.map((each) => each.dataset.chart));
  expect(names.sort()).toEqual(
    [
      ...Object.keys(charts),
      'flows.popular',
      'hours.hours',
      'payment.by_country',
      'speed.within.first_response',
      'speed.within.resolution',
    ].sort(),
  );

  await visit.showTables();
  for (const [name, daily] of Object.entries(charts)) {
    const rows = visit.chart(name).locator('tbody tr');
    const dates = await rows
      .locator('th[scope="row"] time')
      .evaluateAll((all) => all.map((each) => each.getAttribute('datetime')));
    expect(dates, name).toEqual(daily.map((row) => row.date).reverse());
    expect(await rows.first().locator('th').innerText(), name).toMatch(/^Sun,? 22 Nov\s*today, so far$/);
    expect(await rows.nth(1).locator('th').innerText(), name).toMatch(/^Sat,? 21 Nov$/);

    // A cell belongs to the day of its row and to the series of its column.
    const cells = await rows.evaluateAll((all) =>
      all.map((row) => [...row.querySelectorAll('td [data-figure]')].map((each) => each.getAttribute('data-figure'))),
    );
    const series = (cells[0] ?? []).map((figure) => String(figure).split('.').slice(3).join('.'));
    const section = name.split('.')[0];
    expect(cells, name).toEqual(dates.map((date) => series.map((key) => `${section}.daily.${date}.${key}`)));
    const headers = await visit.chart(name).locator('thead th[scope="col"]').allInnerTexts();
    expect(headers.length, name).toBe(series.length + 1);
    expect(new Set(headers).size, name).toBe(headers.length);
  }
  expect(
    await visit
      .chart('flows.popular')
      .locator('tbody tr')
      .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent))),
  ).toEqual(answers.flows.popular.map((flow) => [flow.name ?? flow.flow_id, String(flow.times_triggered)]));
});

test('a chart says in words what it shows', async ({ open }) => {
  const [visit, answers] = await Promise.all([open({ path: '/?period=30d' }), askAll({ period: '30d' })]);
  const summary = async (chart: string) => {
    const id = await visit.chart(chart).getAttribute('aria-describedby');
    return visit.page.locator(`[id="${id}"]`).textContent();
  };
  const totals = figuresOf('totals', answers.messages.totals);
  for (const total of Object.values(totals)) expect(await summary('messages.daily')).toContain(total);
  expect(await summary('messages.daily')).toMatch(/Today, Sun,? 22 Nov, is not over yet\.$/);
  expect(await summary('flows.popular')).toContain(String(answers.flows.popular[0]?.name));
  const all = await visit.page
    .locator('figure[data-chart]')
    .evaluateAll((charts) =>
      charts.map((each) => document.getElementById(each.getAttribute('aria-describedby') ?? '')?.textContent ?? ''),
    );
  expect(all.length).toBe(16);
  for (const words of all) expect(words.length).toBeGreaterThan(40);
});

test('Chinese figures are the same, in Chinese notation', async ({ open }) => {
  const query = { period: '30d' };
  const opening = { path: '/?period=30d', locale: 'zh-TW' };
  const [visit, answers] = await Promise.all([open(opening), askAll(query)]);
  await visit.showTables();
  expect(await visit.figures()).toEqual(everyFigure(answers, query, false, CHINESE));
});

test('no data differs from zero, for the eye and for a screen reader', async ({ open }) => {
  // A day with a use that cannot be compared, and so has no accuracy.
  const query = { from: '2026-11-21', to: '2026-11-21' };
  const answers = await askAll(query);
  expect(answers.features.totals.doc_reply).toMatchObject({ uses: 1, samples: 0, average_accuracy: null });
  const visit = await open({ path: `/?${new URLSearchParams(query)}` });
  const none = visit.page.locator('[data-figure="features.totals.doc_reply.average_accuracy"]');
  expect(await none.textContent()).toBe('–');
  expect(await none.getByRole('img', { name: 'no data' }).count()).toBe(1);
  expect(await visit.page.locator('[data-figure="features.totals.doc_reply.samples"]').first().textContent()).toBe('0');
});
