import { expect } from 'vitest';
import { test } from './visit';

test('the colour scheme follows the system until the reader chooses one, and the choice is remembered', async ({
  open,
}) => {
  const visit = await open({ colorScheme: 'dark' });
  const { page } = visit;
  const lightness = () =>
    page.evaluate(() => {
      const [red = 0, green = 0, blue = 0] = (getComputedStyle(document.body).backgroundColor.match(/\d+/g) ?? []).map(
        Number,
      );
      return (red + green + blue) / 765;
    });
  await expect.poll(lightness).toBeLessThan(0.2);
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(lightness).toBeGreaterThan(0.8);

  await page.getByRole('button', { name: /theme/ }).click();
  await page.getByRole('radio', { name: 'Dark' }).check();
  await expect.poll(lightness).toBeLessThan(0.2);
  await page.reload();
  await visit.settled();
  await expect.poll(lightness).toBeLessThan(0.2);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.getByRole('button', { name: /theme/ }).click();
  await page.getByRole('radio', { name: 'Light' }).check();
  await expect.poll(lightness).toBeGreaterThan(0.8);
});

test('the reader can choose the language; the choice is remembered and the address stays', async ({ open }) => {
  const visit = await open({ path: '/?period=15d&team=sales' });
  const { page } = visit;
  await page.getByRole('button', { name: /Language/ }).click();
  await page.getByRole('radio', { name: '繁體中文' }).check();
  expect(await page.locator('h1').innerText()).toBe('數據分析');
  expect(await page.title()).toBe('數據分析');
  await page.reload();
  await visit.settled();
  expect(await page.locator('h1').innerText()).toBe('數據分析');
  expect(visit.address()).toBe('/?period=15d&team=sales');
});

test('nothing is animated for readers who prefer reduced motion', async ({ open }) => {
  let answer = () => {};
  const held = new Promise<void>((release) => {
    answer = release;
  });
  const moving = async (reducedMotion: 'reduce' | 'no-preference') => {
    const visit = await open({
      reducedMotion,
      role: null,
      // These answers do not come before the end of the test, so the page goes on showing that it waits.
      before: (page) =>
        page.route('**/v1/{messages,flows}*', async (route) => {
          await held;
          await route.fallback();
        }),
    });
    await visit.signIn('owner');
    await visit.page.locator('[data-section="payment"][data-state="ready"]').waitFor();
    expect(await visit.section('messages').getAttribute('aria-busy')).toBe('true');
    const count = await visit.page.evaluate(() => document.getAnimations().length);
    const smooth = await visit.page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior);
    return { animated: count > 0, smooth };
  };
  expect(await moving('reduce')).toEqual({ animated: false, smooth: 'auto' });
  expect(await moving('no-preference')).toEqual({ animated: true, smooth: 'smooth' });
  answer();
});

test('the printed page shows figures and charts, and no controls', async ({ open }) => {
  const visit = await open({ colorScheme: 'dark', path: '/?period=30d' });
  const { page } = visit;
  await page.emulateMedia({ media: 'print' });
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)');
  const visible = (selector: string) =>
    page
      .locator(selector)
      .evaluateAll(
        (all) => all.filter((each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true })).length,
      );
  expect(await visible('figure[data-chart] svg')).toBeGreaterThanOrEqual(8);
  expect(await visible('[data-figure]')).toBeGreaterThan(100);
  expect(await visible('[aria-haspopup], .table-toggle, nav, input, .skip-link')).toBe(0);
  // The reader of the paper learns whose figures these are, of which inbox, period and time.
  const heading = await page.locator('body header').first().innerText();
  expect(heading).toContain('Harbour & Pine');
  expect(heading).toContain('18:15');
  expect(await visible('[data-section] header time, [data-section] .card-dates')).toBeGreaterThanOrEqual(8);
  expect(await visible('.compare-switch, .search')).toBe(0);
  const pdf = await page.pdf({ format: 'A4', printBackground: true });
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
});

/** What a sheet has within margins of 10 mm: the width of A4, and the height of Letter, which is lower. */
const SHEET = { width: 718, height: 979 };

test.for(
  (['en-GB', 'zh-TW'] as const).flatMap((locale) =>
    ['/?period=30d&compare=before', '/?from=2026-08-25&to=2026-11-22'].map((path) => ({ locale, path })),
  ),
)('$locale, $path: printed cards are whole, and nothing is beside the paper', async (opening, { open }) => {
  const visit = await open({ ...opening, viewport: SHEET });
  const { page } = visit;
  await page.emulateMedia({ media: 'print' });
  // What the browser does before it prints: charts then take the width of the paper. Here it also lays the page out for
  // the paper, and charts may follow that layout first, so it is said until they have the width.
  await page.waitForFunction(() => {
    dispatchEvent(new Event('beforeprint'));
    const widths = [...document.querySelectorAll('.plot svg')].map((each) => Number(each.getAttribute('width')));
    return widths.every((width) => [320, 400, 660].includes(width));
  });
  const cards = await page.locator('.card').evaluateAll((all) =>
    all.map((card) => ({
      id: card.id,
      height: card.getBoundingClientRect().height,
      whole: getComputedStyle(card).breakInside === 'avoid',
    })),
  );
  expect(cards.length).toBe(12);
  expect(cards.filter(({ height, whole }) => height > SHEET.height || !whole)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(SHEET.width);
});
