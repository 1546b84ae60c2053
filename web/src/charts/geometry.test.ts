import { describe, expect, it } from 'vitest';
import { layOut } from './geometry';
import { type Days, daysOf, extentOf, type Series } from './series';
import { labelledDays, ticksFor } from './ticks';

describe('grid lines', () => {
  it.each([
    ['count', 0, [0, 1, 2, 3, 4]],
    ['count', 3, [0, 1, 2, 3, 4]],
    ['count', 41, [0, 10, 20, 30, 40, 50]],
    ['count', 153, [0, 50, 100, 150, 200]],
    ['money', 0, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    ['money', 0.0407, [0, 0.01, 0.02, 0.03, 0.04, 0.05]],
    ['money', 20.0758, [0, 5, 10, 15, 20, 25]],
    ['share', 0.3, [0, 0.25, 0.5, 0.75, 1]],
    ['duration', 0, [0, 10]],
    ['duration', 164, [0, 60, 120, 180]],
    ['duration', 633, [0, 300, 600, 900]],
    ['duration', 90_000, [0, 43_200, 86_400, 129_600]],
    ['duration', 1_000_000, [0, 259_200, 518_400, 777_600, 1_036_800]],
  ] as const)('%s up to %d', (unit, highest, expected) => {
    expect(ticksFor(unit, highest)).toEqual(expected);
  });
});

describe('labelled days', () => {
  it.each([
    [7, 7, [0, 1, 2, 3, 4, 5, 6]],
    [7, 4, [0, 2, 4, 6]],
    [30, 6, [4, 9, 14, 19, 24, 29]],
    [90, 4, [29, 59, 89]],
    [1, 0, [0]],
  ])('%i days, room for %i', (count, room, expected) => {
    expect(labelledDays(count, room)).toEqual(expected);
  });
});

const size = { width: 344, height: 136, left: 40 };
const days: Days = { dates: ['2026-11-20', '2026-11-21', '2026-11-22'], today: 2 };
const series = (key: string, drawn: Series['drawn'], values: (number | null)[]): Series => ({
  key,
  label: key,
  colour: 1,
  drawn,
  unit: 'count',
  exact: values,
  values,
  texts: values.map(String),
});

describe('labels of days', () => {
  const thirty = { dates: Array.from({ length: 30 }, (_, day) => `2026-11-${day + 1}`), today: 29 };
  const ones = thirty.dates.map(() => 1);
  it.each([
    [344, [9, 19, 29]],
    [700, [2, 5, 8, 11, 14, 17, 20, 23, 29]],
    [1000, [1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 29]],
    [250, [9, 29]],
  ])('in a picture of %i pixels, none touches the last, which ends with the axis', (width, expected) => {
    const { labels, plot } = layOut(thirty, [series('a', 'bar', ones)], 'count', { ...size, width });
    expect(labels.map(({ index }) => index)).toEqual(expected);
    expect(labels[labels.length - 1]).toEqual({ index: 29, x: plot.right, anchor: 'end' });
    expect(labels.slice(0, -1).map(({ anchor }) => anchor)).not.toContain('end');
  });
});

describe('a picture', () => {
  it('stacks bars with a gap, and draws nothing for zero', () => {
    const { bars } = layOut(days, [series('a', 'bar', [50, 0, 10]), series('b', 'bar', [50, 100, 0])], 'count', size);
    expect(bars.map(({ series, index, y, height }) => [series.key, index, y, height])).toEqual([
      ['a', 0, 60, 50],
      ['a', 2, 100, 10],
      ['b', 0, 10, 48.5],
      ['b', 1, 10, 100],
    ]);
  });

  it('breaks a line where there is no data, and keeps today apart', () => {
    const [gap, whole] = layOut(
      days,
      [series('a', 'line', [50, null, 100]), series('b', 'line', [0, 50, 100])],
      'count',
      size,
    ).lines;
    expect([gap?.whole, gap?.unfinished]).toEqual(['M90,60Z', '']);
    expect(gap?.points.map((point) => point.alone)).toEqual([true, true]);
    expect([whole?.whole, whole?.unfinished]).toEqual(['M90,110L190,60', 'M190,60L290,10']);
  });

  it('draws the days before as an outline of all bars, and as a line of their own', () => {
    const earlier = (values: (number | null)[]) => ({ before: { values, texts: values.map(String) } });
    const { outlines, lines, ticks } = layOut(
      days,
      [
        { ...series('a', 'bar', [10, 0, 10]), ...earlier([60, 0, null]) },
        { ...series('b', 'bar', [10, 10, 0]), ...earlier([140, 50, 0]) },
        { ...series('c', 'line', [1, 1, 1]), ...earlier([0, null, 100]) },
      ],
      'count',
      size,
    );
    // The highest of them decides the axis.
    expect(ticks[ticks.length - 1]?.value).toBe(200);
    expect(outlines.map(({ index, y, height }) => [index, y, height])).toEqual([
      [0, 10, 100],
      [1, 85, 25],
    ]);
    expect(lines[0]?.before).toBe('M90,110ZM290,60Z');
  });

  it('holds 90 days on a phone', () => {
    const many = Array.from({ length: 90 }, (_, day) => ({ date: `day ${day}` }));
    const { bars, plot } = layOut(
      daysOf(many, 'day 89'),
      [
        series(
          'a',
          'bar',
          many.map(() => 1),
        ),
      ],
      'count',
      size,
    );
    expect(bars).toHaveLength(90);
    expect(Math.min(...bars.map((bar) => bar.x))).toBeGreaterThanOrEqual(plot.left);
    expect(Math.max(...bars.map((bar) => bar.x + bar.width))).toBeLessThanOrEqual(plot.right);
  });
});

it('knows today only at the end', () => {
  expect(daysOf([{ date: '2026-11-21' }, { date: '2026-11-22' }], '2026-11-22').today).toBe(1);
  expect(daysOf([{ date: '2026-11-21' }], '2026-11-22').today).toBeNull();
  expect(daysOf([], '2026-11-22').today).toBeNull();
});

it('finds total, highest and lowest, without those that have no data', () => {
  expect(extentOf([3, null, 7, 7, 0])).toEqual({
    total: 17,
    highest: { index: 2, value: 7 },
    lowest: { index: 4, value: 0 },
  });
  expect(extentOf([null])).toEqual({ total: 0, highest: null, lowest: null });
});
