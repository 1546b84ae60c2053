import { expect } from 'vitest';
import { ROUTES } from './api';
import { test } from './visit';

test('the page asks for its figures again every minute, and nothing flickers', async ({ open }) => {
  const asked: string[] = [];
  let minute = 15;
  let failing = false;
  const visit = await open({
    before: async (page) => {
      await page.clock.install();
      // The system's clock stands still, so the test moves the time of the figures on, and a figure with it.
      await page.route('**/v1/**', async (route) => {
        asked.push(new URL(route.request().url()).pathname);
        if (failing && route.request().url().includes('/v1/messages')) {
          return route.fulfill({ status: 503, json: { status: 503, detail: 'Not just now.', id: 'r-1' } });
        }
        const answer = await route.fetch();
        const body = (await answer.json()) as { as_of?: string; totals?: { received?: number } };
        if (body.as_of) body.as_of = `2026-11-22T10:${minute}:30Z`;
        if (body.totals?.received !== undefined) body.totals.received = 4000 + minute;
        return route.fulfill({ response: answer, json: body });
      });
    },
  });
  const { page } = visit;
  visit.allow(/status of 503/);
  const asOf = page.locator('header time');
  const received = page.locator('[data-figure="messages.totals.received"]');
  expect(await asOf.innerText()).toBe('18:15');
  expect(await received.innerText()).toBe('4,015');
  await page.evaluate(() => {
    const flickers: string[] = [];
    Object.assign(window, { flickers });
    const busy = '[data-state="loading"], [aria-busy="true"], .bone, .stale';
    new MutationObserver(() => {
      for (const each of document.querySelectorAll(busy)) flickers.push(each.outerHTML.slice(0, 100));
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
  });

  // In the 59th second nothing is asked yet.
  asked.length = 0;
  minute = 16;
  await page.clock.runFor(50_000);
  expect(asked).toEqual([]);
  await page.clock.runFor(10_000);
  await page.waitForFunction(() => document.querySelector('header time')?.textContent === '18:16');
  expect(await received.innerText()).toBe('4,016');
  const expected = ['directory', ...Object.values(ROUTES)].map((route) => `/v1/${route}`);
  expect(asked.sort()).toEqual(expected.sort());
  expect(await page.evaluate(() => Reflect.get(window, 'flickers'))).toEqual([]);

  // A refresh that fails leaves the figures where they are, and says so.
  failing = true;
  minute = 17;
  await page.clock.runFor(60_000);
  await visit.section('messages').getByRole('alert').waitFor();
  expect(await visit.section('messages').getByRole('alert').innerText()).toContain('Not just now.');
  expect(await received.innerText()).toBe('4,016');
  expect(await page.locator('[data-figure="overview.contacts"]').count()).toBe(1);
  // "As of" is the oldest time on view.
  expect(await asOf.innerText()).toBe('18:16');

  failing = false;
  minute = 18;
  await page.clock.runFor(60_000);
  await page.waitForFunction(() => document.querySelector('header time')?.textContent === '18:18');
  expect(await received.innerText()).toBe('4,018');
  expect(await visit.section('messages').getByRole('alert').count()).toBe(0);
  expect(await page.evaluate(() => Reflect.get(window, 'flickers'))).toEqual([]);
});

test('when the day changes overnight, the page no longer marks the day before as today', async ({ open }) => {
  let today = '2026-11-22';
  const periods: string[] = [];
  const visit = await open({
    path: '/?from=2026-11-20&to=2026-11-22',
    before: async (page) => {
      await page.clock.install();
      await page.route('**/v1/directory', async (route) => {
        const answer = await route.fetch();
        const body = (await answer.json()) as { account: { today: string } };
        body.account.today = today;
        await route.fulfill({ response: answer, json: body });
      });
      page.on('request', (request) => periods.push(new URL(request.url()).search));
    },
  });
  await visit.showTables();
  expect(await visit.page.getByText('today, so far').count()).toBeGreaterThan(0);
  today = '2026-11-23';
  await visit.page.clock.runFor(60_000);
  await visit.page.waitForFunction(() => !document.body.innerText.includes('today, so far'));
  expect(visit.address()).toBe('/?from=2026-11-20&to=2026-11-22');
});
