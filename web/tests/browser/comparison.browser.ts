import { expect } from 'vitest';
import { type Answers, ask } from './api';
import { count } from './reading';
import { test, type Visit } from './visit';

const compare = (visit: Visit) => visit.page.getByRole('button', { name: 'Compare' });
const WEEK_BEFORE = { from: '2026-11-09', to: '2026-11-15' };

test('each day chart shows the days before, with both values and the difference', async ({ open }) => {
  const visit = await open();
  expect(await visit.page.locator('.outline, .line-before[d^="M"]').count()).toBe(0);
  await compare(visit).click();
  await visit.settled();
  expect(visit.address()).toBe('/?compare=before');
  expect(await compare(visit).getAttribute('aria-pressed')).toBe('true');

  const [now, before] = await Promise.all([
    ask<Answers['messages']>('messages'),
    ask<Answers['messages']>('messages', WEEK_BEFORE),
  ]);
  const chart = visit.chart('messages.daily');
  await chart.locator('.line-before').waitFor({ state: 'attached' });
  // One outline for each day before on which anything was sent.
  const sent = before.daily.filter((day) => day.agent_sent + day.bot_sent + day.broadcast_sent > 0);
  expect(await chart.locator('.outline').count()).toBe(sent.length);

  await visit.showTables();
  const figures = await visit.figures();
  for (const day of before.daily) {
    expect(figures[`messages.before.${day.date}.received`]).toBe(count(day.received));
  }
  const cells = await chart
    .locator('tbody tr')
    .evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent)));
  // The latest day first: today, which is not over, has no difference.
  expect(cells[0]?.slice(-3)).toEqual([
    count(now.daily[6]?.received ?? -1),
    count(before.daily[6]?.received ?? -1),
    'not over yet',
  ]);
  for (const [index, row] of cells.slice(1).entries()) {
    const day = 5 - index;
    const [present, past] = [now.daily[day]?.received ?? -1, before.daily[day]?.received ?? -1];
    const sign = present > past ? '+' : present < past ? '−' : '';
    const difference = sign + count(Math.abs(present - past));
    expect(row.slice(-3), `day ${day}`).toEqual([count(present), count(past), difference]);
  }
});

test('every chart by day draws them', async ({ open }) => {
  for (const path of ['/?compare=before', '/?compare=before&agent=aiko-tanaka', '/?compare=before&team=sales']) {
    const visit = await open({ path });
    const drawn = await visit.page.locator('figure[data-chart*=".daily"]').evaluateAll((all) =>
      all.map((chart) => ({
        chart: chart.getAttribute('data-chart'),
        named: chart.textContent?.includes('Days before'),
        drawn: chart.querySelector('.outline, .line-before[d^="M"]') !== null,
      })),
    );
    expect(drawn.length).toBe(path.includes('=aiko') || path.includes('=sales') ? 1 : 11);
    expect(drawn.filter((each) => !each.named || !each.drawn)).toEqual([]);
  }
});

test('the read-out of a day has both values, and the difference', async ({ open }) => {
  const visit = await open({ path: '/?compare=before' });
  const chart = visit.chart('messages.daily');
  await chart.locator('.table-toggle').focus();
  await visit.page.keyboard.press('Tab');
  await visit.page.keyboard.press('ArrowLeft');
  const out = chart.locator('.read-out');
  await out.waitFor();
  const [before] = (await ask<Answers['messages']>('messages', WEEK_BEFORE)).daily.slice(5);
  expect(await out.innerText()).toContain('against 14 Nov');
  expect(await out.innerText()).toContain(`before ${count(before?.received ?? -1)}`);
  expect(await chart.locator('input[type="range"]').getAttribute('aria-valuetext')).toContain('(before ');
});

test('the choice is remembered, and can be taken back', async ({ open }) => {
  const visit = await open();
  await compare(visit).click();
  await visit.settled();
  await visit.go('/?period=15d');
  expect(visit.address()).toBe('/?period=15d&compare=before');
  await compare(visit).click();
  await visit.settled();
  expect(visit.address()).toBe('/?period=15d');
  await visit.go('/');
  expect(visit.address()).toBe('/');
});

test('arrows compare complete days and say which; today is compared with nothing', async ({ open }) => {
  const visit = await open();
  const note = visit.section('messages').locator('header');
  expect(await note.innerText()).toMatch(/Arrows compare 6 complete days, 16\s?.\s?21 Nov, with 9\s?.\s?14 Nov/u);
  await visit.go('/?period=today');
  expect(await note.innerText()).toContain('Today is not over, so no arrow compares it');
  expect(await visit.changes()).toEqual({});
  await visit.go('/?period=last_month');
  expect(await note.innerText()).toMatch(/Arrows compare 31 complete days, 1\s?.\s?31 Oct, with 31 Aug . 30 Sept?/u);
});
