import { describe, expect } from 'vitest';
import { test, type Visit } from './visit';

/** No storage, address or cookie holds a token. */
async function expectNoTokenKept(visit: Visit): Promise<void> {
  const kept = await visit.page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href, history.state, document.cookie]),
  );
  // Every JSON Web Token begins like this: `{"` in base64.
  expect(kept).not.toContain('eyJ');
  expect(await visit.context.cookies()).toEqual([]);
  expect(await visit.page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
}

describe('who may read', () => {
  test.for(['owner', 'admin'] as const)('%s sees the figures', async (role, { open }) => {
    const visit = await open({ role });
    expect(Object.keys(await visit.figures()).length).toBeGreaterThan(100);
    await expectNoTokenKept(visit);
    // The tab stays signed in over a reload.
    await visit.page.reload();
    await visit.settled();
    await expectNoTokenKept(visit);
    await visit.page.getByRole('button', { name: /sign out/i }).click();
    await expect.poll(() => visit.page.getByRole('dialog').innerText()).toMatch(new RegExp(role, 'i'));
    await visit.page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await visit.page.locator('[data-role="owner"]').waitFor();
    expect(await visit.page.locator('[data-figure]').count()).toBe(0);
    await visit.page.reload();
    await visit.page.locator('[data-role="owner"]').waitFor();
  });

  test('a reader with the role agent sees an explanation and no figure', async ({ open }) => {
    const visit = await open({ role: 'agent' });
    visit.allow(/status of 403/);
    const { page } = visit;
    await page.getByRole('heading', { name: 'This page is for owners and admins' }).waitFor();
    expect(await page.locator('[data-figure], [data-section]').count()).toBe(0);
    await expectNoTokenKept(visit);
    await page.getByRole('button', { name: 'Sign in as somebody else' }).click();
    await visit.signIn('owner');
    await visit.settled();
    expect(await page.locator('[data-figure]').count()).toBeGreaterThan(100);
  });
});

test('the page asks the API nothing before the reader signs in', async ({ open }) => {
  const asked: string[] = [];
  const visit = await open({
    role: null,
    before: async (page) => page.on('request', (request) => asked.push(new URL(request.url()).pathname)),
  });
  await visit.page.locator('[data-role="owner"]').waitFor();
  expect(asked.filter((path) => path.startsWith('/v1'))).toEqual([]);
});

test('an expired sign-in asks the reader to sign in again, and then shows the same address', async ({ open }) => {
  const visit = await open({ path: '/?inbox_id=line&agent=aiko-tanaka&chart=times_assigned' });
  const { page } = visit;
  await expectExpiry(visit, () => page.getByRole('button', { name: 'Last 15 days' }).click());
  expect(visit.address()).toBe('/?period=15d&inbox_id=line&agent=aiko-tanaka&chart=times_assigned');
  expect(await page.locator('figure[data-chart]').getAttribute('data-chart')).toBe('agent.daily.times_assigned');

  await visit.go('/?period=30d');
  await expectExpiry(visit, () => page.getByRole('combobox').first().selectOption('line'));
  expect(visit.address()).toBe('/?period=30d&inbox_id=line');
});

test('an export with an expired token asks the reader to sign in again', async ({ open }) => {
  const visit = await open({ path: '/?period=15d' });
  await expectExpiry(visit, async () => {
    await visit.page.getByRole('button', { name: 'Export Payment' }).click();
    await visit.page.getByRole('button', { name: /^CSV/ }).click();
  });
  expect(visit.address()).toBe('/?period=15d');
});

/** The gateway refuses one call that `act` leads to. */
async function expectExpiry(visit: Visit, act: () => Promise<unknown>): Promise<void> {
  const { page } = visit;
  visit.allow(/status of 401/);
  let refused = false;
  await page.route('**/v1/**', (route) => {
    if (refused) return route.fallback();
    refused = true;
    return route.fulfill({ status: 401, json: { message: 'Unauthorized' } });
  });
  await act();
  await page.getByRole('heading', { name: 'Your sign-in has ended' }).waitFor();
  expect(await page.locator('[data-figure]').count()).toBe(0);
  await expectNoTokenKept(visit);
  await visit.signIn('owner');
  await visit.settled();
  expect(await page.locator('[data-section][data-state="error"]').count()).toBe(0);
  expect(await page.locator('[data-figure]').count()).toBeGreaterThan(5);
  await page.unroute('**/v1/**');
}

test('a sign-in that cannot be reached says so, and can be tried again', async ({ open }) => {
  let down = true;
  const visit = await open({
    role: null,
    before: (page) => page.route('**/config.json', (route) => (down ? route.abort() : route.fallback())),
  });
  visit.allow(/ERR_FAILED/);
  await visit.page.getByRole('heading', { name: 'Signing in did not work' }).waitFor();
  down = false;
  await visit.page.getByRole('button', { name: 'Try again' }).click();
  await visit.signIn('owner');
  await visit.settled();
});

test('a browser that is slow to draw misses no step of the sign-in', async ({ open }) => {
  const visit = await open({
    role: null,
    // The configuration comes before the first frame is drawn, as it does on a busy machine.
    before: (page) =>
      page.addInitScript(() => {
        const [frame, timer] = [requestAnimationFrame.bind(window), setTimeout.bind(window)];
        const late = 300;
        window.requestAnimationFrame = (draw) => frame(() => timer(() => draw(performance.now()), late));
        Object.assign(window, { setTimeout: (run: () => void, after = 0) => timer(run, after + late) });
      }),
  });
  await visit.page.locator('[data-role="owner"]').waitFor();
});
