import { expect } from 'vitest';
import { type Answers, ask } from './api';
import { DESKTOP, PHONE, test, type Visit } from './visit';

const WORDS = {
  'en-GB': {
    change: (percent: number, up: boolean) =>
      `Messages received are ${percent}% ${up ? 'up' : 'down'} on 6 complete days`,
    quiet: 'Messages and response times are much as before, on 6 complete days.',
  },
  'zh-TW': {
    change: (percent: number, up: boolean) => `收到的訊息${up ? '增加' : '減少'} ${percent}%（6 個完整日）`,
    quiet: '訊息數與回覆時間和前期大致相同（6 個完整日）。',
  },
} as const;

const LOOKS = (['en-GB', 'zh-TW'] as const).flatMap((locale) =>
  [DESKTOP, PHONE].map((viewport) => ({ locale, viewport, width: viewport.width })),
);

const sentence = (visit: Visit) => visit.section('overview').locator('.first-sentence');

test.for(LOOKS)('$locale, $width pixels: the first sentence says what the figures say', async (look, { open }) => {
  const visit = await open(look);
  const { complete } = await ask<Answers['messages']>('messages');
  if (complete === null) throw new Error('six days are over');
  const { totals, previous } = complete;
  const percent = Math.round((Math.abs(totals.received - previous.received) / previous.received) * 100);
  expect(percent, 'the demo has a change to speak of').toBeGreaterThanOrEqual(10);
  expect(await sentence(visit).innerText()).toContain(
    WORDS[look.locale].change(percent, totals.received > previous.received),
  );
  const box = await sentence(visit).boundingBox();
  expect((box?.y ?? 0) + (box?.height ?? 0), 'it is read without scrolling').toBeLessThan(look.viewport.height);
});

test.for(LOOKS)('$locale, $width pixels: it is quiet where nothing changed', async (look, { open }) => {
  const visit = await open({
    ...look,
    before: (page) =>
      page.route('**/v1/{messages,speed}*', async (route) => {
        const response = await route.fetch();
        const json = await response.json();
        const complete = { ...json.complete, previous: json.complete.totals };
        await route.fulfill({ response, json: { ...json, complete } });
      }),
  });
  expect(await sentence(visit).innerText()).toBe(WORDS[look.locale].quiet);
  expect(await sentence(visit).evaluate((each) => each.classList.contains('quiet'))).toBe(true);
});

test('a period without a complete day has no sentence', async ({ open }) => {
  const visit = await open({ path: '/?period=today' });
  expect(await sentence(visit).count()).toBe(0);
});

test.for(LOOKS)('$locale, $width pixels: every tile of the overview has its last 7 days', async (look, { open }) => {
  // The period is another one, so the page has to ask for these days.
  const visit = await open({ ...look, path: '/?period=last_month' });
  const tiles = visit.section('overview').locator('.tile');
  expect(await tiles.count()).toBe(5);
  const lines = await tiles.evaluateAll((all) =>
    all.map((tile) => [...tile.querySelectorAll('polyline')].map((line) => line.points.numberOfItems)),
  );
  // Six days that are over, and from the last of them to today.
  expect(lines).toEqual(Array(5).fill([6, 2]));
  const [messages, contacts] = await Promise.all([
    ask<Answers['messages']>('messages'),
    ask<Answers['contacts']>('contacts'),
  ]);
  const heights = (tile: number) =>
    tiles.nth(tile).evaluate((each) => {
      const [whole, last] = each.querySelectorAll('polyline');
      return [...(whole?.points ?? []), last?.points[1]].map((point) => 20 - (point?.y ?? 0));
    });
  const drawn = (values: number[]) => values.map((value) => expect.closeTo((value / Math.max(...values)) * 18, 3));
  expect(await heights(3)).toEqual(drawn(messages.daily.map((day) => day.received)));
  const news = contacts.daily.map((day) => day.new_contacts);
  const after = (index: number) => news.slice(index + 1).reduce((sum, each) => sum + each, 0);
  expect(await heights(1)).toEqual(drawn(news.map((_, index) => contacts.contacts - after(index))));
});

test.for(LOOKS)(
  '$locale, $width pixels: no figure stands on the first screen three times',
  async ({ locale, viewport }, { open }) => {
    // A higher window than most, so that more sections are on it.
    const visit = await open({ locale, viewport: { ...viewport, height: 1310 } });
    const seen = await visit.page
      .locator('.tile-value [data-figure]')
      .evaluateAll((all) =>
        all
          .filter((each) => !each.closest('.visually-hidden') && each.getBoundingClientRect().bottom < innerHeight)
          .map((each) => each.textContent),
      );
    expect(seen.length).toBeGreaterThanOrEqual(5);
    // A figure of one digit may be another's by chance.
    const often = seen.filter((text) => text.length > 1 && seen.filter((each) => each === text).length > 2);
    expect(often).toEqual([]);
  },
);

test.for(LOOKS)(
  '$locale, $width pixels: tiles fill their card, and their figures stand in lines',
  async (look, { open }) => {
    const visit = await open({ ...look, path: '/?period=30d' });
    const groups = await visit.page.locator('.tiles').evaluateAll((all) =>
      all.map((group) => {
        const place = group.getBoundingClientRect();
        const within = group.parentElement?.getBoundingClientRect();
        const tiles = [...group.querySelectorAll('.tile')].map((tile) => {
          const { top, right } = tile.getBoundingClientRect();
          return { top, right, figure: tile.querySelector('.tile-value')?.getBoundingClientRect().top ?? 0 };
        });
        const row = tiles.filter(({ top }) => Math.abs(top - (tiles[0]?.top ?? 0)) < 1);
        return {
          beside: (within?.width ?? 0) - place.width,
          left: place.right - Math.max(...row.map(({ right }) => right)),
          lines: new Set(row.map(({ figure }) => Math.round(figure))).size,
        };
      }),
    );
    expect(groups.length).toBeGreaterThanOrEqual(10);
    for (const { beside, left, lines } of groups) {
      expect(Math.abs(beside)).toBeLessThan(1);
      // One tile alone has its row.
      expect(Math.abs(left)).toBeLessThan(1);
      expect(lines).toBe(1);
    }
  },
);
