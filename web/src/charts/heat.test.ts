import { expect, it } from 'vitest';
import { moved, rangesOf, stepOf } from './heat';

it.each([
  [0, 100, 0],
  [1, 100, 1],
  [20, 100, 1],
  [21, 100, 2],
  [100, 100, 5],
  [1, 1, 5],
  [0, 0, 0],
])('%i of at most %i is step %i', (value, highest, step) => {
  expect(stepOf(value, highest)).toBe(step);
});

it.each([0, 1, 2, 3, 7, 31, 100, 1234])(
  'up to %i, every number is in the range of its step and in no other',
  (highest) => {
    const ranges = rangesOf(highest);
    for (let value = 1; value <= highest; value += 1) {
      const found = ranges.filter(({ from, to }) => from <= value && value <= to);
      expect(found.map(({ step }) => step)).toEqual([stepOf(value, highest)]);
    }
  },
);

it.each([
  ['ArrowRight', 0, false, 1],
  ['ArrowRight', 23, false, 23],
  ['ArrowLeft', 24, false, 24],
  ['ArrowDown', 23, false, 47],
  ['ArrowDown', 167, false, 167],
  ['ArrowUp', 25, false, 1],
  // On a narrow window days stand beside each other, and hours below.
  ['ArrowRight', 0, true, 24],
  ['ArrowDown', 0, true, 1],
  ['ArrowDown', 23, true, 23],
  ['Home', 5, false, null],
])('%s from %i (turned: %s) leads to %s', (key, at, turned, expected) => {
  expect(moved(key, at, 7, 24, turned)).toBe(expected);
});
