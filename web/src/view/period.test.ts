import { describe, expect, it } from 'vitest';
import { daysBefore, daysIn, faultOf, type Period, rangeOf } from './period';

describe('the dates of a period', () => {
  it.each<[Period, string, string, string]>([
    [{ preset: '7d' }, '2026-11-22', '2026-11-16', '2026-11-22'],
    [{ preset: '15d' }, '2026-11-22', '2026-11-08', '2026-11-22'],
    [{ preset: '30d' }, '2026-11-22', '2026-10-24', '2026-11-22'],
    [{ preset: '7d' }, '2027-01-03', '2026-12-28', '2027-01-03'],
    [{ preset: '30d' }, '2026-03-01', '2026-01-31', '2026-03-01'],
    [{ preset: '30d' }, '2028-03-01', '2028-02-01', '2028-03-01'],
    [{ preset: 'today' }, '2026-11-22', '2026-11-22', '2026-11-22'],
    [{ preset: 'yesterday' }, '2026-11-22', '2026-11-21', '2026-11-21'],
    [{ preset: 'yesterday' }, '2027-01-01', '2026-12-31', '2026-12-31'],
    [{ preset: 'yesterday' }, '2028-03-01', '2028-02-29', '2028-02-29'],
    [{ preset: 'this_month' }, '2026-11-22', '2026-11-01', '2026-11-22'],
    [{ preset: 'this_month' }, '2026-11-01', '2026-11-01', '2026-11-01'],
    [{ preset: 'last_month' }, '2026-11-22', '2026-10-01', '2026-10-31'],
    [{ preset: 'last_month' }, '2026-03-31', '2026-02-01', '2026-02-28'],
    [{ preset: 'last_month' }, '2027-01-15', '2026-12-01', '2026-12-31'],
    [{ from: '2026-02-01', to: '2026-02-28' }, '2026-11-22', '2026-02-01', '2026-02-28'],
  ])('%j on %s is %s to %s', (period, today, from, to) => {
    expect(rangeOf(period, today)).toEqual({ from, to });
  });
});

it.each([
  ['2026-11-22', '2026-11-22', 1],
  ['2026-10-05', '2026-11-12', 39],
  ['2028-02-28', '2028-03-01', 3],
])('%s to %s has %i days', (from, to, days) => {
  expect(daysIn({ from, to })).toBe(days);
});

it.each<[Period, string | null]>([
  [{ preset: '7d' }, '2026-11-09 to 2026-11-15'],
  [{ preset: 'today' }, '2026-11-21 to 2026-11-21'],
  [{ preset: 'last_month' }, '2026-08-31 to 2026-09-30'],
  [{ from: '2025-10-20', to: '2025-10-21' }, '2025-10-18 to 2025-10-19'],
  [{ from: '2025-10-19', to: '2025-10-20' }, null],
])('the days before %j are %s', (period, expected) => {
  const before = daysBefore(period, '2026-11-22');
  expect(before && `${before.from} to ${before.to}`).toBe(expected);
});

describe('dates that the API would refuse', () => {
  it.each([
    ['2026-11-22', '2026-11-22', null],
    ['2026-08-25', '2026-11-22', null],
    ['2026-08-24', '2026-11-22', 'too-long'],
    ['2026-11-23', '2026-11-22', 'backwards'],
    ['2026-11-20', '2026-11-23', 'too-late'],
    ['2025-10-18', '2025-10-20', null],
    ['2025-10-17', '2025-10-20', 'too-early'],
    ['2026-02-29', '2026-03-01', 'not-a-date'],
    ['2026-02-01', '', 'not-a-date'],
  ])('%s to %s: %s', (from, to, fault) => {
    expect(faultOf({ from, to }, '2026-11-22')).toBe(fault);
  });
});
