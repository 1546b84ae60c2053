import { expect } from 'vitest';
import { type Answers, ask, type Query } from './api';
import { count } from './reading';
import { test, type Visit } from './visit';

async function received(query: Query): Promise<string> {
  const { totals } = await ask<{ totals: { received: number } }>('messages', query);
  return count(totals.received);
}

const shown = (visit: Visit) => visit.page.locator('[data-figure="messages.totals.received"]').textContent();
const inbox = (visit: Visit) => visit.page.getByRole('combobox', { name: 'Inbox' });

test('period and inbox stand in the address; reload, back, forward and a fresh link show the same', async ({
  open,
}) => {
  const visit = await open();
  expect(visit.address()).toBe('/');
  expect(await shown(visit)).toBe(await received({ period: '7d' }));

  await visit.page.getByRole('button', { name: 'Last 30 days' }).click();
  await visit.settled();
  expect(visit.address()).toBe('/?period=30d');
  expect(await shown(visit)).toBe(await received({ period: '30d' }));

  await inbox(visit).selectOption('line');
  await visit.settled();
  const address = '/?period=30d&inbox_id=line';
  const figure = await received({ period: '30d', inbox_id: 'line' });
  expect(visit.address()).toBe(address);
  expect(await shown(visit)).toBe(figure);
  expect(await received({ period: '30d' })).not.toBe(figure);

  await visit.page.reload();
  await visit.settled();
  expect(visit.address()).toBe(address);
  expect(await shown(visit)).toBe(figure);
  expect(await inbox(visit).inputValue()).toBe('line');
  expect(await visit.page.getByRole('button', { name: 'Last 30 days' }).getAttribute('aria-pressed')).toBe('true');

  await visit.page.goBack();
  await visit.settled();
  expect(visit.address()).toBe('/?period=30d');
  expect(await shown(visit)).toBe(await received({ period: '30d' }));
  expect(await inbox(visit).inputValue()).toBe('');
  await visit.page.goForward();
  await visit.settled();
  expect(await shown(visit)).toBe(figure);

  // Somebody else, who is not signed in yet, opens the link.
  const other = await open({ path: address });
  expect(other.address()).toBe(address);
  expect(await shown(other)).toBe(figure);
});

test('every period that the API names is a button, and shows what the API says', async ({ open }) => {
  const visit = await open();
  for (const [label, period] of [
    ['Today', 'today'],
    ['Yesterday', 'yesterday'],
    ['Last 7 days', '7d'],
    ['Last 15 days', '15d'],
    ['Last 30 days', '30d'],
    ['This month', 'this_month'],
    ['Last month', 'last_month'],
  ] as const) {
    await visit.page.getByRole('button', { name: label, exact: true }).click();
    await visit.settled();
    expect(visit.address()).toBe(period === '7d' ? '/' : `/?period=${period}`);
    expect(await shown(visit), period).toBe(await received({ period }));
    const { daily } = await ask<Answers['messages']>('messages', { period });
    const days = await visit.chart('messages.daily').locator('input[type="range"]').getAttribute('max');
    expect(Number(days) + 1, period).toBe(daily.length);
  }
});

test('the calendar works by keyboard, and gives the focus back', async ({ open }) => {
  const visit = await open();
  const { page } = visit;
  const custom = page.getByRole('button', { name: 'Custom' });
  await custom.focus();
  await page.keyboard.press('Enter');
  await page.locator('calendar-month').waitFor();

  await tabTo(visit, (focus) => focus.tag === 'BUTTON' && focus.hosts.includes('CALENDAR-MONTH'));
  // From today, a week up to the 15th, and three days on; as fast as a person may be.
  const keys = ['ArrowUp', 'Enter', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'Enter'];
  for (const key of keys) await page.keyboard.press(key, { delay: 40 });
  expect(await page.getByLabel('From').inputValue()).toBe('2026-11-15');
  expect(await page.getByLabel('To', { exact: true }).inputValue()).toBe('2026-11-18');

  await tabTo(visit, (focus) => focus.text === 'Show');
  await page.keyboard.press('Enter');
  await visit.settled();
  expect(visit.address()).toBe('/?from=2026-11-15&to=2026-11-18');
  expect(await shown(visit)).toBe(await received({ from: '2026-11-15', to: '2026-11-18' }));
  expect((await focused(visit)).text).toMatch(/15.*18 Nov/);
});

test('the page refuses dates that the API would refuse, and says why', async ({ open }) => {
  const visit = await open();
  const { page } = visit;
  await page.getByRole('button', { name: 'Custom' }).click();
  const from = page.getByLabel('From');
  const to = page.getByLabel('To', { exact: true });
  const show = page.getByRole('button', { name: 'Show', exact: true });

  for (const [first, last, reason] of [
    ['2026-08-24', '2026-11-22', 'A period has at most 90 days.'],
    ['2026-11-20', '2026-11-19', 'The first date must not be after the last one.'],
    ['2026-11-20', '2026-11-23', 'The last date can be today at the latest.'],
    ['2025-10-17', '2025-10-20', 'The first date can be at most 400 days ago.'],
    ['', '2026-11-22', 'Give both dates.'],
  ] as const) {
    await from.fill(first);
    await to.fill(last);
    expect(await page.getByRole('alert').textContent()).toBe(reason);
    expect(await show.isDisabled()).toBe(true);
  }
  // The longest, and the earliest.
  for (const [first, last] of [
    ['2026-08-25', '2026-11-22'],
    ['2025-10-18', '2026-01-15'],
  ] as const) {
    await from.fill(first);
    await to.fill(last);
    expect(await show.isEnabled()).toBe(true);
  }
  await show.click();
  await visit.settled();
  expect(visit.address()).toBe('/?from=2025-10-18&to=2026-01-15');
});

test('the page names what it cannot use of an address, and shows the default', async ({ open }) => {
  const visit = await open();
  for (const [path, reason] of [
    ['/?period=1y', 'period “1y”'],
    ['/?period=7d&period=30d', 'period “7d”'],
    ['/?from=2026-02-30&to=2026-03-02', 'from “2026-02-30”'],
    ['/?from=2026-11-20', 'from “2026-11-20”'],
    ['/?from=2026-11-20&to=2026-11-01', 'The first date must not be after the last one.'],
    ['/?from=2026-01-01&to=2026-11-22', 'A period has at most 90 days.'],
    ['/?from=2026-11-20&to=2031-01-01', 'The last date can be today at the latest.'],
    ['/?inbox_id=gone', 'inbox_id “gone”'],
    ['/?inbox_id=', 'inbox_id'],
    ['/?utm_source=mail', 'utm_source “mail”'],
    ['/?agent=', 'agent'],
    ['/?chart=pie&members=some', 'chart “pie”'],
    ['/?period=%00%22%3Cimg%20src%3Dx%3E', '<img src=x>'],
  ] as const) {
    await visit.go(path);
    expect(await visit.page.getByText('Part of this link could not be used').textContent(), path).toContain(reason);
    expect(await shown(visit), path).toBe(await received({ period: '7d' }));
    expect(await inbox(visit).inputValue(), path).toBe('');
  }
});

test('the address of an unknown agent or team says so, and leads back', async ({ open }) => {
  const visit = await open();
  visit.allow(/status of 40[04]/);
  for (const path of ['/?agent=nobody', '/?team=nobody', '/?agent=..%2F..%2Foverview', '/?team=a%23b%3Fc']) {
    await visit.go(path);
    const section = visit.page.locator('[data-section]');
    expect(await section.getAttribute('data-state'), path).toBe('error');
    expect(await section.getByRole('alert').innerText(), path).toMatch(/agent|team/i);
    expect(await visit.page.locator('[data-figure]').count(), path).toBe(0);
  }
  await visit.page.getByRole('link', { name: 'All sections' }).click();
  await visit.settled();
  expect(visit.address()).toBe('/');
  expect(await shown(visit)).toBe(await received({ period: '7d' }));
});

interface Focus {
  tag: string;
  text: string;
  /** Elements whose shadow the focus is in, outermost first. */
  hosts: string[];
}

function focused(visit: Visit): Promise<Focus> {
  return visit.page.evaluate(() => {
    const hosts = [];
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) {
      hosts.push(at.tagName);
      at = at.shadowRoot.activeElement;
    }
    return { tag: at?.tagName ?? '', text: at?.textContent ?? '', hosts };
  });
}

async function tabTo(visit: Visit, there: (focus: Focus) => boolean): Promise<void> {
  for (let step = 0; step < 20; step += 1) {
    await visit.page.keyboard.press('Tab');
    if (there(await focused(visit))) return;
  }
  throw new Error('not reached by Tab');
}
