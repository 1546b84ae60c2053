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
  [1004, 1000, 'same', undefined],
  [996, 1000, 'same', undefined],
  [1005, 1000, 'up', 0.005],
  [995, 1000, 'down', 0.005],
] as const)('%s after %s', (now, previous, kind, size) => {
  const change = relativeChange(now, previous);
  expect(change.kind).toBe(kind);
  if ('size' in change) expect(change.size).toBeCloseTo(size ?? Number.NaN, 4);
  else expect(size).toBeUndefined();
});

it('compares shares by their difference', () => {
  expect(differenceOf(0.8, 0.85)).toEqual({ kind: 'down', size: expect.closeTo(0.05) });
  expect(differenceOf(0.8, 0)).toEqual({ kind: 'up', size: 0.8 });
  expect(differenceOf(0.801, 0.8)).toEqual({ kind: 'up', size: expect.closeTo(0.001) });
  expect(differenceOf(0.8004, 0.8)).toEqual({ kind: 'same' });
});
