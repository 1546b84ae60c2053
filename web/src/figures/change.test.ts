import { expect, it } from 'vitest';
import { differenceOf, relativeChange } from './change';

it.each([
  [350, 324, 'up', 0.0802],
  [5, 10, 'down', 0.5],
  [10, 10, 'same', undefined],
  [0, 0, 'same', undefined],
  [3, 0, 'new', undefined],
  [0, 3, 'down', 1],
  [null, 3, 'none', undefined],
  [3, null, 'none', undefined],
  [100_001, 100_000, 'same', undefined],
] as const)('%s after %s', (now, previous, kind, size) => {
  const change = relativeChange(now, previous);
  expect(change.kind).toBe(kind);
  if ('size' in change) expect(change.size).toBeCloseTo(size ?? Number.NaN, 4);
  else expect(size).toBeUndefined();
});

it('compares shares by their difference', () => {
  expect(differenceOf(0.8, 0.85)).toEqual({ kind: 'down', size: expect.closeTo(0.05) });
  expect(differenceOf(0.8, 0)).toEqual({ kind: 'up', size: 0.8 });
});
