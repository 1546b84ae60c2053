import { expect } from 'vitest';
import { type AgentRow, askAll, askDirectory, type TeamRow } from './api';
import { test, type Visit } from './visit';

const AGENT_COLUMNS = [
  ['Agent', 'name'],
  ['Messages sent', 'messages_sent'],
  ['Times assigned', 'times_assigned'],
  ['Active sessions', 'active_sessions'],
  ['Responses', 'responses'],
  ['Response time', 'response_time_seconds'],
  ['Response time, median', 'response_time_median_seconds'],
  ['Response time, 90%', 'response_time_p90_seconds'],
] as const;

async function order(visit: Visit, section: string): Promise<string[]> {
  return visit.section(section).locator('tbody th[scope="row"]').allInnerTexts();
}

function sorts(visit: Visit, section: string) {
  return visit
    .section(section)
    .locator('thead th')
    .evaluateAll((all) => all.map((each) => each.getAttribute('aria-sort')));
}

/** Rows without a value come last, whichever way. */
function expectSorted(values: (number | null)[], descending: boolean): void {
  const present = values.filter((value) => value !== null);
  expect(values.slice(present.length).every((value) => value === null)).toBe(true);
  expect(present).toEqual(present.toSorted((a, b) => (descending ? b - a : a - b)));
  expect(new Set(present).size, 'not all values are the same').toBeGreaterThan(1);
}

test('every column of the agents sorts both ways, and says which', async ({ open }) => {
  const query = { from: '2026-11-21', to: '2026-11-22' };
  const [visit, answers] = await Promise.all([open({ path: `/?${new URLSearchParams(query)}` }), askAll(query)]);
  const rows = new Map(answers.agents.agents.map((row) => [row.name, row]));
  const rowsShown = async () => (await order(visit, 'agents')).map((name) => rows.get(name) as AgentRow);

  expect((await rowsShown()).length).toBe(rows.size);
  expect(await sorts(visit, 'agents')).toEqual(['none', 'descending', ...Array(AGENT_COLUMNS.length - 2).fill('none')]);
  expectSorted(
    (await rowsShown()).map((row) => row.messages_sent),
    true,
  );

  for (const [index, [label, key]] of AGENT_COLUMNS.entries()) {
    const header = visit.section('agents').locator('thead').getByRole('button', { name: label, exact: true });
    // The first column is sorted already.
    const seen: (string | null | undefined)[] = [];
    for (let click = 0; click < 2; click += 1) {
      await header.click();
      const state = (await sorts(visit, 'agents'))[index];
      seen.push(state);
      const shown = await rowsShown();
      if (key === 'name') {
        const names = shown.map((row) => String(row.name));
        const sorted = names.toSorted(new Intl.Collator('en').compare);
        expect(names).toEqual(state === 'ascending' ? sorted : sorted.reverse());
      } else {
        expectSorted(
          shown.map((row) => row[key]),
          state === 'descending',
        );
      }
    }
    expect(seen.sort()).toEqual(['ascending', 'descending']);
  }
});

test('teams sort by what is shown: the team itself, or all members', async ({ open }) => {
  const query = { period: '30d' };
  const [visit, answers] = await Promise.all([open({ path: '/?period=30d' }), askAll(query)]);
  const rows = new Map(answers.teams.teams.map((row) => [row.name, row]));
  const shown = async (value: (row: TeamRow) => number) =>
    (await order(visit, 'teams')).map((name) => value(rows.get(name) as TeamRow));

  expectSorted(await shown((row) => row.messages_sent), true);
  const choice = visit.section('teams').getByRole('radio', { name: 'All members' });
  await choice.check();
  await visit.settled();
  expect(await choice.isChecked()).toBe(true);
  expect(visit.address()).toBe('/?period=30d&members=all');
  expectSorted(await shown((row) => row.members.messages_sent), true);

  await visit.page.reload();
  await visit.settled();
  expect(await choice.isChecked()).toBe(true);
  expectSorted(await shown((row) => row.members.messages_sent), true);

  // The choice goes along into a team's detail.
  await visit.page.getByRole('link', { name: 'Returns & Care' }).click();
  await visit.settled();
  expect(Object.keys(await visit.figures())).toContain('team.members.messages_sent');
});

test('a bar under the number is the row’s part of the whole column', async ({ open }) => {
  const query = { period: '30d' };
  const [visit, answers] = await Promise.all([open({ path: '/?period=30d' }), askAll(query)]);
  for (const [section, values] of [
    ['inboxes', answers.inboxes.inboxes.map((row) => row.received)],
    ['agents', answers.agents.agents.map((row) => row.messages_sent)],
    ['teams', answers.teams.teams.map((row) => row.messages_sent)],
  ] as const) {
    const parts = await visit
      .section(section)
      .locator('.part-bar')
      .evaluateAll((all) =>
        all.map((bar) => {
          const [whole, part] = [...bar.children].map((each) => each.getBoundingClientRect().width);
          return (part ?? 0) / (whole ?? 1);
        }),
      );
    const sum = values.reduce<number>((total, value) => total + (value ?? 0), 0);
    // The rows are sorted by these numbers, as the API has them.
    expect(parts, section).toEqual(values.map((value) => expect.closeTo((value ?? 0) / sum, 2)));
    expect(Math.max(...parts), section).toBeGreaterThan(0.05);
  }
});

test('the inboxes, agents and teams are those of the directory', async ({ open }) => {
  const [visit, directory] = await Promise.all([open(), askDirectory()]);
  const options = await visit.page.getByRole('combobox', { name: 'Inbox' }).locator('option').allTextContents();
  expect(options[0]).toBe('All inboxes');
  expect(options.length).toBe(directory.inboxes.length + 1);
  for (const [index, { name }] of directory.inboxes.entries()) expect(options[index + 1]).toContain(name);
  // Two inboxes of one name are told apart.
  expect(new Set(options).size).toBe(options.length);
  expect((await order(visit, 'teams')).sort()).toEqual(directory.teams.map((team) => team.name).sort());
  expect((await order(visit, 'agents')).sort()).toEqual(directory.agents.map((agent) => agent.name).sort());
  expect(await visit.page.locator('header').first().innerText()).toContain(directory.account.name);
  expect(await visit.page.locator('header').first().innerText()).toContain('Asia/Taipei');
  // 10:15 in UTC is 18:15 in Taipei.
  expect(await visit.page.locator('header time').innerText()).toBe('18:15');
});
