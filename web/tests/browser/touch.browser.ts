import { expect } from 'vitest';
import { type Answers, ask } from './api';
import { count } from './reading';
import { DESKTOP, PHONE, test } from './visit';

/** Where the middle of a part of something is. */
function middle(box: { x: number; y: number; width: number; height: number } | null) {
  if (!box) throw new Error('not there');
  return [box.x + box.width / 2, box.y + box.height / 2] as const;
}

test.for([
  { locale: 'en-GB', viewport: PHONE, day: 'Thu' },
  { locale: 'zh-TW', viewport: PHONE, day: '週四' },
  { locale: 'en-GB', viewport: DESKTOP, day: 'Thu' },
  { locale: 'zh-TW', viewport: DESKTOP, day: '週四' },
])(
  '$locale, $viewport.width pixels: a touch reads a chart’s day, until another touch elsewhere',
  async (look, { open }) => {
    const visit = await open({ ...look, hasTouch: true });
    const { page } = visit;
    const { daily } = await ask<Answers['messages']>('messages');
    const chart = visit.chart('messages.daily');
    await chart.scrollIntoViewIfNeeded();
    // The 19th has the highest bars, the fourth of the seven days.
    const fourth = chart.locator('.bar.series-1').nth(3);
    await page.touchscreen.tap(...middle(await fourth.boundingBox()));
    const out = chart.locator('.read-out');
    await out.waitFor();
    expect(await out.innerText()).toContain(look.day);
    expect(await out.innerText()).toContain(count(daily[3]?.received ?? -1));
    // The finger is gone, and the day is still read.
    await page.waitForTimeout(300);
    expect(await out.isVisible()).toBe(true);
    await page.touchscreen.tap(...middle(await chart.locator('h3').boundingBox()));
    await out.waitFor({ state: 'detached' });
  },
);

test('a touch reads an hour of the week', async ({ open }) => {
  const visit = await open({ viewport: PHONE, hasTouch: true, path: '/?period=30d' });
  const { hours } = await ask<Answers['hours']>('hours', { period: '30d' });
  const chart = visit.chart('hours.hours');
  // Thursday at ten.
  const cell = chart.locator('.heat rect').nth(3 * 24 + 10);
  await cell.scrollIntoViewIfNeeded();
  await visit.page.touchscreen.tap(...middle(await cell.boundingBox()));
  const out = await chart.locator('.read-out').innerText();
  expect(out).toContain('Thursday, 10:00–11:00');
  expect(out).toContain(count(hours[3 * 24 + 10]?.received ?? -1));
});
