import { expect, it } from 'vitest';
import { type Series, todayDrawn } from './series';

const days = { dates: ['2026-11-21', '2026-11-22'], today: 1 };

function series(drawn: Series['drawn'], today: number | null): Series {
  return {
    key: drawn,
    label: drawn,
    colour: 1,
    drawn,
    unit: 'count',
    exact: [3, today],
    values: [3, today],
    texts: [],
  };
}

it.each([
  ['bar', [series('bar', 2)]],
  ['bar', [series('bar', 0), series('bar', 2), series('line', 4)]],
  ['line', [series('bar', 0), series('line', 4)]],
  ['line', [series('line', 0)]],
  [null, [series('line', null)]],
  [null, [series('bar', 0), series('table', 4)]],
  [null, []],
] as const)('today is drawn as %s', (expected, all) => {
  expect(todayDrawn(days, all)).toBe(expected);
});

it('a period that ended before today draws none', () => {
  expect(todayDrawn({ ...days, today: null }, [series('bar', 2)])).toBeNull();
});
