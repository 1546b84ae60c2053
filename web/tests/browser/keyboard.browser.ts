import { expect } from 'vitest';
import { type Answers, ask, SECTIONS } from './api';
import { count } from './reading';
import { test, type Visit } from './visit';

interface Stop {
  /** Its place among everything that can be focused, in the order of the document. */
  index: number;
  name: string;
  /** Whether something marks it as focused. */
  marked: boolean;
  /** Whether it can be seen at all: not under the bar on top, nor outside the window. */
  covered: boolean;
}

/** What has the focus, as a sighted reader meets it. */
function stop(visit: Visit): Promise<Stop | null> {
  return visit.page.evaluate(() => {
    const at = document.activeElement;
    if (!(at instanceof HTMLElement) || at === document.body) return null;
    const outlined = (element: Element | null) => {
      if (!element) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
    };
    // A control that is drawn by another element is marked there.
    const marked =
      outlined(at) || outlined(at.nextElementSibling) || outlined(at.parentElement) || outlined(at.closest('label'));
    const { left, top, width, height } = at.getBoundingClientRect();
    const points = [0.5, 0.1, 0.9].map((part) => [left + width / 2, top + height * part] as const);
    const seen = points.some(([x, y]) => {
      const there = document.elementFromPoint(x, y);
      return there !== null && (at.contains(there) || there.contains(at) || at.parentElement?.contains(there));
    });
    const all = [...document.querySelectorAll('a, button, input, select, [tabindex]')];
    const name = at.getAttribute('aria-label') ?? at.closest('label')?.textContent ?? at.textContent ?? at.tagName;
    return { index: all.indexOf(at), name: name.trim().slice(0, 60), marked, covered: !seen };
  });
}

/** Everything that must be reached by Tab: all that can be used, of radio buttons and tabs the chosen one. */
function reachable(visit: Visit): Promise<number[]> {
  return visit.page.evaluate(() => {
    const all = [...document.querySelectorAll<HTMLElement>('a, button, input, select, [tabindex]')];
    return all.flatMap((each, index) => {
      const radio = each instanceof HTMLInputElement && each.type === 'radio' && !each.checked;
      const skipped = each.tabIndex < 0 || radio || each.matches(':disabled') || !each.checkVisibility();
      return skipped ? [] : [index];
    });
  });
}

test.for(['/', '/?agent=aiko-tanaka', '/?team=sales'])(
  '%s: Tab reaches everything, in order, and shows where it is',
  async (path, { open }) => {
    // With motion, the page would still be scrolling to what has the focus.
    const visit = await open({ path, reducedMotion: 'reduce' });
    const stops: Stop[] = [];
    for (let step = 0; step < 250; step += 1) {
      await visit.page.keyboard.press('Tab');
      const at = await stop(visit);
      if (!at || at.index === stops[0]?.index) break;
      stops.push(at);
    }
    expect(stops[0]?.name).toBe('Skip to the figures');
    expect(stops.map((each) => each.index)).toEqual(await reachable(visit));
    expect(stops.filter((each) => !each.marked)).toEqual([]);
    expect(stops.filter((each) => each.covered)).toEqual([]);
  },
);

test('the skip link leads past the bar to the figures', async ({ open }) => {
  const { page } = await open();
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to the figures' });
  expect((await skip.boundingBox())?.height).toBeGreaterThan(20);
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('figures');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.closest('[data-section]')?.id)).toBe('overview');
});

test('Escape closes whatever is open and gives the focus back', async ({ open }) => {
  const { page } = await open();
  const openers = page.locator('[aria-haspopup="dialog"]');
  const count = await openers.count();
  expect(count).toBeGreaterThanOrEqual(3 + 2 * SECTIONS.length);
  // Those of the bar and of the first two sections: one component makes them all.
  for (let index = 0; index < 7; index += 1) {
    const opener = openers.nth(index);
    await opener.focus();
    await page.keyboard.press('Enter');
    const dialog = page.locator('[role="dialog"]:popover-open');
    await dialog.waitFor();
    await expect.poll(() => opener.getAttribute('aria-expanded')).toBe('true');
    // From inside as well as from the button; meanings have nothing inside that takes the focus.
    const usable = await dialog.locator('button, input').count();
    if (index % 2 === 0 && usable > 0) await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await opener.evaluate((each) => each === document.activeElement), `opener ${index}`).toBe(true);
    await expect.poll(() => opener.getAttribute('aria-expanded')).toBe('false');
  }
});

test('the days of a chart are read by arrow keys, in words and in a read-out', async ({ open }) => {
  const visit = await open();
  const { page } = visit;
  const chart = visit.chart('messages.daily');
  const slider = chart.locator('input[type="range"]');
  await chart.getByRole('button', { name: /show as table/ }).focus();
  await page.keyboard.press('Tab');
  expect(await slider.evaluate((each) => each === document.activeElement)).toBe(true);
  for (const [key, day] of [
    ['End', /^Sun,? 22 Nov/],
    ['ArrowLeft', /^Sat,? 21 Nov/],
    ['ArrowLeft', /^Fri,? 20 Nov/],
    ['Home', /^Mon,? 16 Nov/],
  ] as const) {
    await page.keyboard.press(key);
    await expect.poll(() => slider.getAttribute('aria-valuetext')).toMatch(day);
    await chart.locator('.read-out').getByText(day).waitFor();
  }
  const { daily } = await ask<Answers['messages']>('messages');
  const figures = daily.map((row) => [row.agent_sent, row.bot_sent, row.broadcast_sent, row.received].map(count));
  const words = String(await slider.getAttribute('aria-valuetext'));
  for (const figure of figures[0] ?? []) expect(words).toContain(` ${figure}`);
});

test('a detail that is opened by keyboard begins at its heading, and going back returns to the figures', async ({
  open,
}) => {
  const visit = await open();
  const { page } = visit;
  await page.getByRole('link', { name: 'Aiko Tanaka' }).focus();
  await page.keyboard.press('Enter');
  await visit.settled();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('figures');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('All sections');
});
