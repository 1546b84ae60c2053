import { expect, it } from 'vitest';
import { subtract } from './decimal';
import { Format } from './format';

it.each([
  ['12.0470', '12.047', '0'],
  ['0.3', '0.1', '0.2'],
  ['1', '2.5', '-1.5'],
  ['-1', '2', '-3'],
  ['100', '0', '100'],
  ['999999999999.999999999999', '0.000000000001', '999999999999.999999999998'],
])('%s less %s is %s', (from, amount, difference) => {
  expect(subtract(from, amount)).toBe(difference);
});

it.each([
  [12, 10, 'count', '+2'],
  [10, 1234, 'count', '−1,224'],
  [5, 5, 'count', '0'],
  [null, 5, 'count', null],
  ['0.3', '0.1', 'money', '+$0.20'],
  ['0', '0.000000000001', 'money', '−$0.000000000001'],
  [0.829, 0.81, 'share', '+1.9'],
  [0.5001, 0.5, 'share', '0.0'],
  [60, 164.2, 'duration', '−1m 44s'],
  [60, 60.2, 'duration', '0s'],
] as const)('%s against %s (%s) is %s', (now, before, unit, text) => {
  expect(new Format('en').difference(now, before, unit)).toBe(text);
});
