import { expect } from 'vitest';
import { ROUTES, SECTIONS, type Section } from './api';
import { test } from './visit';

/** What a section asks, with any query. */
const asked = (section: Section) => `**/v1/${ROUTES[section]}*`;
const PROBLEM = {
  status: 503,
  contentType: 'application/problem+json',
  json: { title: 'Service Unavailable', status: 503, detail: 'The figures are being moved.', id: 'f-0815' },
};

test('a section that fails says why, leaves the others alive, and comes back when it is tried again', async ({
  open,
}) => {
  const visit = await open();
  visit.allow(/status of 503/);
  const { page } = visit;
  const whole = await visit.figures();
  for (const section of SECTIONS) {
    const route = asked(section);
    await page.route(route, (each) => each.fulfill(PROBLEM));
    await page.reload();
    await visit.settled();
    const failed = visit.section(section);
    expect(await failed.getAttribute('data-state'), section).toBe('error');
    const alert = failed.getByRole('alert');
    expect(await alert.innerText(), section).toContain('The figures are being moved.');
    expect(await alert.innerText(), section).toContain('f-0815');
    expect(await failed.locator('[data-figure]').count()).toBe(0);
    expect(await page.locator('[data-section][data-state="ready"]').count(), section).toBe(SECTIONS.length - 1);
    const expected = Object.entries(whole).filter(([name]) => !name.startsWith(`${section}.`));
    expect(await visit.figures()).toEqual(Object.fromEntries(expected));

    await page.unroute(route);
    await alert.getByRole('button', { name: 'Try again' }).click();
    await visit.page.locator(`[data-section="${section}"][data-state="ready"]`).waitFor();
    expect(await visit.figures()).toEqual(whole);
  }
});

test('without a connection every section says so, and each comes back', async ({ open }) => {
  const visit = await open();
  visit.allow(/ERR_INTERNET_DISCONNECTED/);
  const { page } = visit;
  await visit.context.setOffline(true);
  await page.getByRole('button', { name: 'Last 15 days' }).click();
  await visit.settled();
  // The overview has no period, so what it showed still holds.
  const failed = page.locator('[data-section][data-state="error"]');
  expect(await failed.count()).toBe(SECTIONS.length - 1);
  for (const words of await failed.getByRole('alert').allInnerTexts()) {
    expect(words).toContain('The server cannot be reached. Check the connection.');
  }
  expect(visit.address()).toBe('/?period=15d');

  await visit.context.setOffline(false);
  await visit.section('flows').getByRole('button', { name: 'Try again' }).click();
  await page.locator('[data-section="flows"][data-state="ready"]').waitFor();
  expect(await failed.count()).toBe(SECTIONS.length - 2);
});

test('an answer that breaks off or is not JSON fails its own section only', async ({ open }) => {
  const visit = await open({
    before: async (page) => {
      await page.route(asked('messages'), (route) => route.abort('connectionreset'));
      await page.route(asked('payment'), (route) =>
        route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }),
      );
      await page.route(asked('flows'), (route) =>
        route.fulfill({ status: 429, json: { message: 'Too Many Requests' } }),
      );
      await page.route(asked('contacts'), (route) =>
        route.fulfill({ status: 200, contentType: 'application/json', body: '{"totals":' }),
      );
    },
  });
  visit.allow(/status of (429|502)|ERR_CONNECTION_RESET/);
  for (const section of ['messages', 'payment', 'flows', 'contacts']) {
    expect(await visit.section(section).getAttribute('data-state'), section).toBe('error');
    expect(await visit.section(section).getByRole('button', { name: 'Try again' }).count(), section).toBe(1);
  }
  expect(await visit.section('payment').getByRole('alert').innerText()).toContain('502');
  expect(await visit.section('flows').getByRole('alert').innerText()).toContain('Too Many Requests');
  expect(await visit.page.locator('[data-section][data-state="ready"]').count()).toBe(SECTIONS.length - 4);
});

test('a page whose directory does not come says why, and can be tried again', async ({ open }) => {
  const visit = await open({
    role: null,
    before: (page) => page.route('**/v1/directory', (route) => route.fulfill(PROBLEM)),
  });
  visit.allow(/status of 503/);
  const { page } = visit;
  await visit.signIn('owner');
  await page.getByRole('alert').waitFor();
  expect(await page.getByRole('alert').innerText()).toContain('The figures are being moved.');
  expect(await page.getByRole('alert').innerText()).toContain('f-0815');
  await page.unroute('**/v1/directory');
  await page.getByRole('button', { name: 'Try again' }).click();
  await visit.settled();
  expect(await page.locator('[data-section][data-state="ready"]').count()).toBe(SECTIONS.length);
});

test('a slow answer to an earlier question never replaces the one on view', async ({ open }) => {
  const visit = await open();
  const { page } = visit;
  const slow = '**/v1/messages?period=30d';
  let answer = () => {};
  const held = new Promise<void>((release) => {
    answer = release;
  });
  await page.route(slow, async (route) => {
    await held;
    await route.fallback();
  });
  await Promise.all([page.waitForRequest(slow), page.getByRole('button', { name: 'Last 30 days' }).click()]);
  await page.getByRole('button', { name: 'Last 15 days' }).click();
  await visit.settled();
  const figures = await visit.figures();
  const [late] = await Promise.all([page.waitForResponse(slow), answer()]);
  await late.finished();
  await page.waitForTimeout(100);
  expect(await visit.figures()).toEqual(figures);
  expect(visit.address()).toBe('/?period=15d');
});
