import { describe, expect } from 'vitest';
import { ask, askAgent, askDirectory, askTeam, type Query } from './api';
import { changesOf, count, figuresOf } from './reading';
import { test, type Visit } from './visit';

const STATES: Query[] = [{ period: '7d' }, { from: '2026-08-25', to: '2026-11-22', inbox_id: 'whatsapp-main' }];
const AGENT_CHARTS = ['active_sessions', 'times_assigned', 'messages_sent', 'response_time_seconds'];
const TEAM_CHARTS = ['active_sessions', 'times_assigned', 'messages_sent'];

/** Every figure that a detail shows, through all of its charts as tables. */
async function figuresOfAllCharts(visit: Visit, kind: 'agent' | 'team', charts: string[]) {
  const found: Record<string, string> = {};
  for (const metric of charts) {
    await visit.page.locator('[role="tab"]').nth(charts.indexOf(metric)).click();
    await visit.chart(`${kind}.daily.${metric}`).waitFor();
    await visit.showTables();
    Object.assign(found, await visit.figures());
  }
  return found;
}

describe.each(STATES)('%o', (query) => {
  test('an agent’s detail shows every figure of the API', async ({ open }) => {
    const answer = await askAgent('aiko-tanaka', query);
    const visit = await open({ path: `/?${new URLSearchParams({ ...query, agent: 'aiko-tanaka' })}` });
    const { agent, complete, daily } = answer;
    expect(await figuresOfAllCharts(visit, 'agent', AGENT_CHARTS)).toEqual(
      figuresOf('agent', { ...agent, complete, daily }),
    );
    expect(await visit.changes()).toEqual(changesOf('agent', complete));
    expect(await visit.page.getByRole('heading', { level: 2 }).innerText()).toContain('Aiko Tanaka');
  });

  test.for([false, true])(
    'a team’s detail shows every figure of the API; all members: %s',
    async (members, { open }) => {
      const answer = await askTeam('sales', query);
      const way: Query = members ? { members: 'all' } : {};
      const visit = await open({ path: `/?${new URLSearchParams({ ...query, team: 'sales', ...way })}` });
      const { team, complete, daily, agents } = answer;
      const counted = Object.entries(figuresOf('team', { ...team, complete, daily }));
      expect(agents.length).toBe(6);
      expect(await figuresOfAllCharts(visit, 'team', TEAM_CHARTS)).toEqual({
        ...Object.fromEntries(counted.filter(([name]) => name.includes('.members.') === members)),
        ...figuresOf('agents', agents),
      });
      const changes = Object.entries(changesOf('team', complete));
      expect(await visit.changes()).toEqual(
        Object.fromEntries(changes.filter(([name]) => name.includes('.members.') === members)),
      );
    },
  );
});

test('a click on an agent opens its detail, arrows and arrow keys go through its charts, back returns', async ({
  open,
}) => {
  const visit = await open({ path: '/?period=15d' });
  const { page } = visit;
  await page.getByRole('link', { name: 'Mateo García' }).click();
  await visit.settled();
  expect(visit.address()).toBe('/?period=15d&agent=mateo-garcia');
  const { agent } = await askAgent('mateo-garcia', { period: '15d' });
  expect((await visit.figures())['agent.messages_sent']).toBe(count(agent.messages_sent));

  const chart = () => page.locator('figure[data-chart]').getAttribute('data-chart');
  const started = String(await chart());
  const from = AGENT_CHARTS.indexOf(started.replace('agent.daily.', ''));
  expect(from).toBeGreaterThanOrEqual(0);
  const at = (steps: number) => `agent.daily.${AGENT_CHARTS[(from + steps + 8) % 4]}`;

  await page.getByRole('button', { name: 'Next chart view' }).click();
  expect(await chart()).toBe(at(1));
  await page.getByRole('button', { name: 'Previous chart view' }).click();
  await page.getByRole('button', { name: 'Previous chart view' }).click();
  expect(await chart()).toBe(at(-1));
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  expect(await chart()).toBe(at(1));
  await page.keyboard.press('ArrowLeft');
  expect(await chart()).toBe(at(0));
  // All four, and round.
  const seen = [];
  for (let step = 0; step < 4; step += 1) {
    seen.push(await chart());
    await page.keyboard.press('ArrowRight');
  }
  expect(seen.sort()).toEqual(AGENT_CHARTS.map((metric) => `agent.daily.${metric}`).sort());
  expect(await chart()).toBe(at(0));

  // Within the tabs the focus goes with the choice.
  await page.getByRole('tab', { selected: true }).focus();
  await page.keyboard.press('ArrowRight');
  expect(await chart()).toBe(at(1));
  await page.waitForFunction(() => document.activeElement?.matches('[role="tab"][aria-selected="true"]'));

  // A chart is part of the address: the same link shows the same chart.
  const address = visit.address();
  expect(address).toContain('chart=');
  await page.reload();
  await visit.settled();
  expect(visit.address()).toBe(address);
  expect(await chart()).toBe(at(1));

  await page.getByRole('link', { name: 'All sections' }).click();
  await visit.settled();
  expect(visit.address()).toBe('/?period=15d');
  await page.goBack();
  await visit.settled();
  expect(visit.address()).toBe(address);
});

test('the browser’s back leaves a detail in one step, and the page is where it was left', async ({ open }) => {
  const visit = await open({ path: '/?period=30d' });
  const { page } = visit;
  const link = page.getByRole('link', { name: 'Pine Studio Trade' });
  await link.scrollIntoViewIfNeeded();
  await page.mouse.wheel(0, 200);
  await page.waitForTimeout(300);
  const left = await page.evaluate(() => scrollY);
  expect(left).toBeGreaterThan(500);
  await link.click();
  await visit.settled();
  expect(visit.address()).toBe('/?period=30d&team=studio');
  expect(await page.evaluate(() => scrollY)).toBe(0);
  for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowRight');
  await page.goBack();
  await visit.settled();
  expect(visit.address(), 'chart views are no steps of the history').toBe('/?period=30d');
  await page.waitForFunction((where) => Math.abs(scrollY - where) < 5, left);
});

test('an agent without a name, or whom the directory never knew, is shown by id where it has figures', async ({
  open,
}) => {
  const directory = await askDirectory();
  const known = await ask<{ agents: { agent_id: string; name: string | null }[] }>('performance/agents', {
    period: '30d',
  });
  expect(directory.agents.length).toBeLessThanOrEqual(known.agents.length);
  const visit = await open({
    path: '/?period=30d',
    before: (page) =>
      page.route('**/v1/performance/agents?*', async (route) => {
        const answer = await route.fetch();
        const body = (await answer.json()) as { agents: { agent_id: string; name: string | null }[] };
        for (const row of body.agents) if (row.agent_id === 'kai-wang') row.name = null;
        await route.fulfill({ response: answer, json: body });
      }),
  });
  expect(await visit.section('agents').getByRole('link', { name: 'kai-wang', exact: true }).count()).toBe(1);
});
