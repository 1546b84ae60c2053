import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { SECTIONS } from './api';
import { outOfReach, untranslated, violations } from './judgements';
import { VIEWS } from './views';
import { DESKTOP, type Opening, openVisit, PHONE, test, type Visit } from './visit';

/** Every pair of language, scheme and size; all eight combinations would find nothing more. */
const LOOKS: { look: string; opening: Required<Pick<Opening, 'locale' | 'colorScheme' | 'viewport'>> }[] = [
  { look: 'light-desktop', opening: { locale: 'en-GB', colorScheme: 'light', viewport: DESKTOP } },
  { look: 'dark-desktop', opening: { locale: 'zh-TW', colorScheme: 'dark', viewport: DESKTOP } },
  { look: 'light-phone', opening: { locale: 'zh-TW', colorScheme: 'light', viewport: PHONE } },
  { look: 'dark-phone', opening: { locale: 'en-GB', colorScheme: 'dark', viewport: PHONE } },
];
const TABLET = { width: 768, height: 1024 };

/** An ignored folder: pictures to look at, not to compare. */
const PICTURES = resolve(import.meta.dirname, '../../screenshots');
beforeAll(() => mkdir(PICTURES, { recursive: true }));

describe.each(LOOKS)('$look', ({ look, opening }) => {
  const picture = (name: string) => resolve(PICTURES, `${name.replaceAll(' ', '-')}-${look}.png`);
  let reader: Visit;
  beforeAll(async () => {
    reader = await openVisit(opening);
  });
  afterAll(() => reader.end());

  test.for(VIEWS)('$name: accessible, in reach, and in its language', async (view, { open }) => {
    const visit = view.role === undefined ? reader : await open({ ...opening, role: view.role });
    const { page } = visit;
    if (view.allow) visit.allow(view.allow);
    try {
      await view.before?.(page);
      if (visit === reader) await visit.go(view.path ?? '/');
      await view.show?.(visit);

      // Whole where nothing lies over it; else as much as the window shows.
      const over = await page.locator(':popover-open, [role="status"] *').count();
      await page.screenshot({ path: picture(view.name), fullPage: over === 0 });
      expect(await violations(visit)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.lang)).toBe(
        opening.locale === 'zh-TW' ? 'zh-TW' : 'en',
      );
      if (opening.locale === 'zh-TW') expect(await untranslated(visit)).toEqual([]);
      await expectToFit(visit, opening.viewport?.width ?? 0);
      if (opening.viewport === DESKTOP) {
        await page.setViewportSize(TABLET);
        await expectToFit(visit, TABLET.width);
        await page.setViewportSize(DESKTOP);
      }
    } finally {
      await page.unrouteAll({ behavior: 'wait' });
    }
  });

  test('a picture of every section', async () => {
    await reader.go('/?period=30d');
    const sections = await reader.page.locator('[data-section]').all();
    expect(sections.length).toBe(SECTIONS.length);
    for (const section of sections) {
      await section.screenshot({ path: picture(`section ${await section.getAttribute('data-section')}`) });
    }
  });
});

/** Nothing is wider than the window, and nothing that is used lies beside it. */
async function expectToFit(visit: Visit, width: number): Promise<void> {
  // Charts follow the window a frame later.
  const fits = () => visit.page.evaluate((wide) => document.documentElement.scrollWidth <= wide, width);
  await expect.poll(fits).toBe(true);
  expect(await outOfReach(visit)).toEqual([]);
}

test('the judgements find faults where there are some', async ({ open }) => {
  const visit = await open({ viewport: PHONE, locale: 'zh-TW' });
  await visit.page.evaluate(() => {
    const wide = document.createElement('button');
    wide.textContent = 'Left behind';
    wide.style.marginLeft = '600px';
    document.querySelector('main')?.append(document.createElement('select'), wide);
  });
  expect((await violations(visit)).join()).toContain('select-name');
  expect(await untranslated(visit)).toContain('Left behind');
  expect((await outOfReach(visit)).join()).toContain('Left behind');
});
