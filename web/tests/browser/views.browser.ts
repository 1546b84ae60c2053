import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { SECTIONS } from './api';
import { brokenFigures, cutWithoutHint, outOfReach, untranslated, violations } from './judgements';
import { VIEWS } from './views';
import { DESKTOP, type Opening, openVisit, PHONE, test, type Visit } from './visit';

/** Every language and size. Each view is judged light and dark, so that all eight combinations are. */
const LOOKS: { look: string; opening: Required<Pick<Opening, 'locale' | 'viewport' | 'reducedMotion'>> }[] = [
  // Without motion, colours are those of the scheme at once.
  { look: 'desktop-en', opening: { locale: 'en-GB', viewport: DESKTOP, reducedMotion: 'reduce' } },
  { look: 'desktop-zh', opening: { locale: 'zh-TW', viewport: DESKTOP, reducedMotion: 'reduce' } },
  { look: 'phone-en', opening: { locale: 'en-GB', viewport: PHONE, reducedMotion: 'reduce' } },
  { look: 'phone-zh', opening: { locale: 'zh-TW', viewport: PHONE, reducedMotion: 'reduce' } },
];
const SCHEMES = ['light', 'dark'] as const;
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
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: picture(`${view.name} ${colorScheme}`), fullPage: over === 0 });
        expect(await violations(visit), colorScheme).toEqual([]);
      }
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
  expect(await cutWithoutHint(visit)).toEqual([]);
  expect(await brokenFigures(visit)).toEqual([]);
}

test('the judgements find faults where there are some', async ({ open }) => {
  const visit = await open({ viewport: PHONE, locale: 'zh-TW' });
  await visit.page.evaluate(() => {
    const wide = document.createElement('button');
    wide.textContent = 'Left behind';
    wide.style.marginLeft = '600px';
    document.querySelector('main')?.append(document.createElement('select'), wide);
    const cut = document.createElement('p');
    cut.textContent = 'Cut off at the edge';
    Object.assign(cut.style, { overflow: 'hidden', whiteSpace: 'nowrap', width: '40px' });
    const broken = document.createElement('p');
    broken.innerHTML = '<span data-figure="amount">US$1,234.5678</span>';
    broken.className = 'tile-value';
    broken.style.width = '40px';
    document.querySelector('main')?.append(cut, broken);
  });
  expect((await brokenFigures(visit)).join()).toContain('US$1,234.5678');
  expect((await cutWithoutHint(visit)).join()).toContain('Cut off at the edge');
  expect((await violations(visit)).join()).toContain('select-name');
  expect(await untranslated(visit)).toContain('Left behind');
  expect((await outOfReach(visit)).join()).toContain('Left behind');
});
