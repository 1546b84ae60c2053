import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { type Answers, ask } from './api';
import { count } from './reading';
import { test } from './visit';

const LABELS = { received: 'Received', agent_sent: 'Sent by agents', new_sessions: 'New sessions' } as const;

test('hours: every cell has its number, arrow keys go in four directions, the figure stands in the address', async ({
  open,
}) => {
  const visit = await open({ path: '/?period=30d' });
  const { hours } = await ask<Answers['hours']>('hours', { period: '30d' });
  const chart = visit.chart('hours.hours');
  const numbers = () => chart.locator('.heat text').allTextContents();
  for (const figure of ['received', 'agent_sent', 'new_sessions'] as const) {
    await chart.getByRole('radio', { name: LABELS[figure], exact: true }).check();
    await expect.poll(numbers).toEqual(hours.map((hour) => count(hour[figure] ?? -1)));
    expect(visit.address()).toBe(figure === 'received' ? '/?period=30d' : `/?period=30d&hours=${figure}`);
  }
  await visit.go('/?period=30d');
  const slider = chart.locator('input[type="range"]');
  await chart.getByRole('button', { name: /show as table/ }).focus();
  await visit.page.keyboard.press('Tab');
  for (const [key, at, words] of [
    ['ArrowRight', 1, 'Monday, 01:00–02:00'],
    ['ArrowDown', 25, 'Tuesday, 01:00–02:00'],
    ['ArrowLeft', 24, 'Tuesday, 00:00–01:00'],
    ['ArrowUp', 0, 'Monday, 00:00–01:00'],
    ['ArrowUp', 0, 'Monday, 00:00–01:00'],
  ] as const) {
    await visit.page.keyboard.press(key);
    const value = count(hours[at]?.received ?? -1);
    await expect.poll(() => slider.getAttribute('aria-valuetext')).toBe(`${words}: Received ${value}`);
    expect(await chart.locator('.read-out').innerText()).toContain(words);
  }
});

test.for(['light', 'dark'] as const)('%s: the hours are read without colour', async (colorScheme, { open }) => {
  const visit = await open({ path: '/?period=30d', colorScheme });
  const cells = await visit
    .chart('hours.hours')
    .locator('.heat')
    .evaluateAll((all) => {
      const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
      const luminance = (colour: string) => {
        if (!paint) throw new Error('no canvas');
        paint.fillStyle = colour;
        paint.fillRect(0, 0, 1, 1);
        const [red = 0, green = 0, blue = 0] = [...paint.getImageData(0, 0, 1, 1).data].map((part) =>
          part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
        );
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      return all.map((cell) => {
        const [ground, number] = ['rect', 'text'].map((part) => cell.querySelector(part));
        if (!ground || !number) throw new Error('a cell without a number');
        const [low = 0, high = 0] = [ground, number]
          .map((each) => luminance(getComputedStyle(each).fill))
          .sort((a, b) => a - b);
        return { step: cell.getAttribute('class'), contrast: (high + 0.05) / (low + 0.05) };
      });
    });
  expect(cells.length).toBe(168);
  expect(new Set(cells.map(({ step }) => step)).size, 'all steps are on view').toBe(6);
  expect(cells.filter(({ contrast }) => contrast < 4.5)).toEqual([]);
});

test('an inbox’s name filters the page by it; beside one inbox there is a way back', async ({ open }) => {
  const visit = await open({ path: '/?period=15d' });
  await visit.section('inboxes').getByRole('link').first().click();
  await visit.settled();
  expect(visit.address()).toMatch(/^\/\?period=15d&inbox_id=/);
  expect(await visit.section('inboxes').locator('table').count()).toBe(0);
  await visit.section('inboxes').getByRole('link', { name: 'Show all inboxes' }).click();
  await visit.settled();
  expect(visit.address()).toBe('/?period=15d');
});

/** Every field that older counters lack is null in these answers, as after an upgrade without a rebuild. */
async function uncounted(page: Page): Promise<void> {
  const lacking = new Set([
    ...['resolved_sessions', 'resolved_without_agent', 'sent', 'unchanged', 'authentication_international', 'service'],
    ...['by_country', 'response_time_median_seconds', 'response_time_p90_seconds'],
  ]);
  const whole = /\/v1\/(hours|speed|performance\/inboxes)/;
  const nulled = (value: unknown, all: boolean): unknown => {
    if (Array.isArray(value)) return value.map((each) => nulled(each, all));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        if (key === 'period' || key === 'days') return [key, inner];
        if (all && key === 'within') return [key, null];
        const figure = typeof inner === 'number' && !['weekday', 'hour', 'seconds'].includes(key);
        return [key, lacking.has(key) || (all && figure) ? null : nulled(inner, all)];
      }),
    );
  };
  await page.route('**/v1/**', async (route) => {
    const response = await route.fetch();
    if (!response.ok()) return route.fulfill({ response });
    await route.fulfill({ response, json: nulled(await response.json(), whole.test(route.request().url())) });
  });
}

test.for([
  ['en-GB', 'not counted yet', 'Not counted yet: an earlier version', 'no data'],
  ['zh-TW', '尚未計入', '尚未計入：這些計數由較早的版本建立', '無資料'],
] as const)(
  '%s: what the counters do not have yet is said in words, with what helps, never as zero or as a dash',
  async ([locale, words, helps], { open }) => {
    const visit = await open({ locale, before: uncounted });
    for (const section of ['conversations', 'speed', 'inboxes', 'agents', 'payment', 'features']) {
      const card = visit.section(section);
      expect(await card.getAttribute('data-state'), section).toBe('ready');
      expect(await card.innerText(), section).toContain(words);
      expect(await card.innerText(), section).toContain(helps);
    }
    // The hours have nothing to draw.
    expect(await visit.section('hours').innerText()).toContain(helps);
    expect(await visit.section('hours').locator('svg.heat, .heat').count()).toBe(0);
    for (const section of ['messages', 'contacts', 'flows', 'teams']) {
      expect(await visit.section(section).innerText(), section).not.toContain(helps);
    }
    const figures = await visit.figures();
    expect(figures['conversations.totals.resolved_sessions']).toBe(words);
    expect(figures['payment.totals.service']).toBe(words);
    expect(figures['speed.totals.first_response.median_seconds']).toBe(words);
    expect(Object.keys(await visit.changes())).not.toContain('payment.service');
  },
);

test('the balance says how long it lasts, and warns when that is less than a week', async ({ open }) => {
  let lasts: number | null = null;
  const visit = await open({
    before: (page) =>
      page.route('**/v1/payment*', async (route) => {
        const response = await route.fetch();
        const json = await response.json();
        await route.fulfill({ response, json: { ...json, runway: { ...json.runway, days: lasts } } });
      }),
  });
  const card = visit.section('payment');
  for (const [days, text, warning] of [
    [12.4, '12 days', null],
    [7, '7 days', null],
    [6.9, '6.9 days', 'lasts about 6.9 days'],
    [0, '0 days', 'The balance is used up.'],
    [null, '–', null],
  ] as const) {
    lasts = days;
    await visit.go('/');
    expect(await card.locator('[data-figure="payment.runway.days"]').textContent()).toBe(text);
    const warned = await card.locator('.warning').allInnerTexts();
    expect(warned.length).toBe(warning === null ? 0 : 1);
    if (warning !== null) expect(warned[0]).toContain(warning);
    if (days === null) expect(await card.innerText()).toContain('nothing was used in the 7 days before today');
  }
});

test.for([
  ['en-GB', 'Waiting for the first message', 'Write to one of your inboxes', 'Pine Studio (WhatsApp)'],
  ['zh-TW', '正在等待第一則訊息', '傳訊息到任一收件匣', 'Pine Studio (WhatsApp)'],
] as const)(
  '%s: an account without records says how to write the first one',
  async ([locale, ...expected], { open }) => {
    const visit = await open({
      locale,
      before: (page) =>
        page.route('**/v1/overview*', async (route) => {
          const response = await route.fetch();
          const nothing = {
            active_sessions: 0,
            contacts: 0,
            messages_sent: 0,
            messages_received: 0,
            broadcasts_sent: 0,
          };
          await route.fulfill({ response, json: { ...(await response.json()), ...nothing } });
        }),
    });
    const words = await visit.section('overview').innerText();
    for (const each of expected) expect(words).toContain(each);
    expect(await visit.section('overview').locator('.first-sentence').count()).toBe(0);
  },
);

test.for([
  ['en-GB', 'count only what was written since the tables were connected'],
  ['zh-TW', '只計入資料表連接之後寫入的記錄'],
] as const)('%s: figures that lack older records say so', async ([locale, words], { open }) => {
  let history = 'since_connection';
  const visit = await open({
    locale,
    before: (page) =>
      page.route('**/v1/payment*', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: { ...(await response.json()), history } });
      }),
  });
  expect(await visit.page.getByRole('complementary').innerText()).toContain(words);
  history = 'complete';
  await visit.go('/');
  expect(await visit.page.getByRole('complementary').count()).toBe(0);
});

test('single keys do what the bar does, unless letters are written or the reader switched them off', async ({
  open,
}) => {
  const visit = await open();
  const { page } = visit;
  for (const [key, address] of [
    ['1', '/?period=today'],
    ['5', '/?period=30d'],
    ['7', '/?period=last_month'],
    ['c', '/?period=last_month&compare=before'],
    ['c', '/?period=last_month'],
    ['3', '/'],
  ] as const) {
    await page.keyboard.press(key);
    await visit.settled();
    expect(visit.address(), key).toBe(address);
  }
  await page.keyboard.press('Control+5');
  expect(visit.address()).toBe('/');
  await page.keyboard.press('i');
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('SELECT');
  // In a list of inboxes a letter chooses.
  await page.keyboard.press('5');
  expect(visit.address()).toBe('/');
  await page.locator('h1').click();
  await page.keyboard.press('e');
  await page.getByRole('dialog', { name: 'Export everything' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keys' });
  await help.waitFor();
  expect(await help.innerText()).toContain('Last month');
  await help.getByRole('checkbox').uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('5');
  expect(visit.address()).toBe('/');
  await page.reload();
  await visit.settled();
  await page.keyboard.press('5');
  expect(visit.address()).toBe('/');
});

test('a long list begins with its first rows, names the others, and can be searched', async ({ open }) => {
  const visit = await open({
    before: (page) =>
      page.route('**/v1/performance/agents?*', async (route) => {
        const response = await route.fetch();
        const json = await response.json();
        const [first] = json.agents;
        const agents = Array.from({ length: 40 }, (_, index) => ({
          ...first,
          agent_id: `a-${index}`,
          name: `Agent ${index}`,
          messages_sent: 40 - index,
        }));
        await route.fulfill({ response, json: { ...json, agents } });
      }),
  });
  const card = visit.section('agents');
  expect(await card.locator('tbody tr').count()).toBe(20);
  await card.getByRole('searchbox').fill('agent 39');
  expect(await card.locator('tbody th').allInnerTexts()).toEqual(['Agent 39']);
  await card.getByRole('searchbox').fill('nobody');
  expect(await card.innerText()).toContain('No name has these letters.');
  await card.getByRole('searchbox').fill('');
  await card.getByRole('button', { name: 'Others (20)' }).click();
  expect(await card.locator('tbody tr').count()).toBe(40);
});
