import { afterAll, beforeAll, beforeEach, expect, inject } from 'vitest';
import { type Provider, startProvider } from './provider';
import { test, type Visit } from './visit';

let provider: Provider;
beforeAll(async () => {
  provider = await startProvider(inject('system').url);
});
afterAll(() => provider.stop());
beforeEach(() => {
  provider.seen.length = 0;
});

const PLACE = '/?period=30d&inbox_id=line&agent=aiko-tanaka&chart=times_assigned';

/** Waits until the reader is back from the provider and sees the page. */
async function arrive(visit: Visit): Promise<void> {
  await visit.page.locator('[data-section]').first().waitFor();
  await visit.settled();
}

async function expectNothingKept(visit: Visit): Promise<void> {
  const kept = await visit.page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href]),
  );
  expect(kept).not.toContain('eyJ');
  expect(kept).not.toMatch(/id_token|access_token|code=|code_verifier/);
  expect(await visit.context.cookies()).toEqual([]);
}

test('opening a link leads to the provider and back to the link, by code and PKCE', async ({ open }) => {
  const visit = await open({ origin: provider.url, path: PLACE, role: null });
  await arrive(visit);
  expect(visit.address()).toBe(PLACE);
  expect((await visit.figures())['agent.messages_sent']).toMatch(/^\d/);

  // The provider answers only if the verifier fits the challenge.
  expect(provider.seen.length).toBe(1);
  const [seen] = provider.seen;
  expect(seen?.authorize.get('scope')).toBe('openid');
  expect(seen?.token?.get('code_verifier')?.length).toBeGreaterThanOrEqual(43);
  expect(seen?.token?.has('client_secret')).toBe(false);
  // The provider does not learn which address the reader opened.
  expect(seen?.authorize.toString()).not.toContain('aiko');
  await expectNothingKept(visit);
});

test('after a reload the page asks the provider again and shows the same address', async ({ open }) => {
  const visit = await open({ origin: provider.url, path: PLACE, role: null });
  await arrive(visit);
  await visit.page.reload();
  await arrive(visit);
  expect(visit.address()).toBe(PLACE);
  expect(provider.seen.length).toBe(2);
  const states = provider.seen.map((seen) => seen.authorize.get('state'));
  expect(new Set(states).size).toBe(2);
  await expectNothingKept(visit);
});

test('a refused token asks the reader to sign in again, and then shows the same address', async ({ open }) => {
  const visit = await open({ origin: provider.url, path: '/?period=15d', role: null });
  await arrive(visit);
  visit.allow(/status of 401/);
  const { page } = visit;
  let refused = false;
  await page.route('**/v1/**', (route) => {
    if (refused) return route.fallback();
    refused = true;
    return route.fulfill({ status: 401, json: { message: 'Unauthorized' } });
  });
  await page.getByRole('combobox').first().selectOption('webchat');
  await page.getByRole('heading', { name: 'Your sign-in has ended' }).waitFor();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.searchParams.get('inbox_id') === 'webchat' && !url.searchParams.has('code'));
  await arrive(visit);
  expect(visit.address()).toBe('/?period=15d&inbox_id=webchat');
  expect(provider.seen.length).toBe(2);
});

test('after signing out the provider asks the reader who they are', async ({ open }) => {
  const visit = await open({ origin: provider.url, role: null });
  await arrive(visit);
  const { page } = visit;
  await page.getByRole('button', { name: /sign out/i }).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  expect(await page.locator('[data-figure]').count()).toBe(0);
  await expectNothingKept(visit);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('[data-figure]').first().waitFor();
  await arrive(visit);
  expect(provider.seen.map((seen) => seen.prompt)).toEqual([null, 'login']);
});

test.for([
  ['a forged answer', '/?code=forged&state=forged'],
  ['a refusal', '/?error=access_denied&state=forged'],
])('%s of the provider signs nobody in, and does not go round in circles', async ([, path], { open }) => {
  const visit = await open({ origin: provider.url, path: String(path), role: null });
  await visit.page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  expect(visit.address()).toBe('/');
  expect(provider.seen.length).toBe(0);
  expect(await visit.page.locator('[data-figure]').count()).toBe(0);
});
