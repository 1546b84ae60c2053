import { describe, expect, it } from 'vitest';
import { Format } from './format';
import { firstLanguage } from './language';

const en = new Format('en');
const zh = new Format('zh-TW');

describe('money keeps every digit', () => {
  it.each([
    ['12.047', '$12.047', 'US$12.047'],
    ['12.0470', '$12.047', 'US$12.047'],
    ['0', '$0.00', 'US$0.00'],
    ['-5.5', '-$5.50', '-US$5.50'],
    ['999999999999.123456789012', '$999,999,999,999.123456789012', 'US$999,999,999,999.123456789012'],
    ['0.000000000001', '$0.000000000001', 'US$0.000000000001'],
  ])('%s', (decimal, english, chinese) => {
    expect(en.money(decimal)).toBe(english);
    expect(zh.money(decimal)).toBe(chinese);
  });
});

describe('durations', () => {
  it.each([
    [0, '0s', '0 秒'],
    [0.4, '0s', '0 秒'],
    [44.2, '44s', '44 秒'],
    [59.6, '1m', '1 分鐘'],
    [164.205, '2m 44s', '2 分鐘 44 秒'],
    [3599.6, '1h', '1 小時'],
    [4321, '1h 12m', '1 小時 12 分鐘'],
    [90000, '25h', '25 小時'],
  ])('%d s', (seconds, english, chinese) => {
    expect([en.duration(seconds), zh.duration(seconds)]).toEqual([english, chinese]);
  });
});

describe('a time in the account’s zone', () => {
  it.each([
    ['2026-11-22T10:15:30Z', 'Asia/Taipei', '2026-11-22', '18:15'],
    ['2026-11-22T16:00:00Z', 'Asia/Taipei', '2026-11-23', '00:00'],
    // The hour before and after clocks change, in spring and in autumn.
    ['2026-03-29T00:59:00Z', 'Europe/Berlin', '2026-03-29', '01:59'],
    ['2026-03-29T01:00:00Z', 'Europe/Berlin', '2026-03-29', '03:00'],
    ['2026-11-01T05:59:00Z', 'America/New_York', '2026-11-01', '01:59'],
    ['2026-11-01T06:00:00Z', 'America/New_York', '2026-11-01', '01:00'],
    ['2026-11-22T10:15:30Z', 'Mars/Olympus', '2026-11-22', '10:15'],
    ['2026-11-21T10:15:30Z', 'UTC', '2026-11-22', '21 Nov, 10:15'],
  ])('%s in %s on %s is %s', (instant, zone, today, expected) => {
    expect(en.asOf(instant, zone, today)).toBe(expected);
  });
});

describe('days that a balance lasts', () => {
  it.each([
    [0, '0 days', '0 天'],
    [1, '1 day', '1 天'],
    [6.94, '6.9 days', '6.9 天'],
    [12.4, '12 days', '12 天'],
    [1234.5, '1,235 days', '1,235 天'],
  ])('%d', (days, english, chinese) => {
    expect([en.days(days), zh.days(days)]).toEqual([english, chinese]);
  });
});

it('names countries, and repeats letters that no country has', () => {
  expect([en.country('TW'), zh.country('JP'), en.country('ZY')]).toEqual(['Taiwan', '日本', 'ZY']);
});

it('writes dates and ranges', () => {
  expect(en.dayDate('2026-11-22')).toBe('Sun 22 Nov');
  expect(zh.dayDate('2026-11-22')).toBe('11月22日週日');
  expect(en.range('2026-11-16', '2026-11-22').replace(/\s/gu, ' ')).toBe('16 – 22 Nov 2026');
  expect(zh.range('2026-11-16', '2026-11-22')).toBe('2026年11月16日 – 11月22日');
  expect(zh.range('2025-12-30', '2026-01-02')).toBe('2025年12月30日 – 2026年1月2日');
  expect(zh.range('2026-11-22', '2026-11-22')).toBe('2026年11月22日');
  expect(en.range('2026-11-22', '2026-11-22')).toBe('22 Nov 2026');
  expect(en.share(0.828866)).toBe('82.9%');
});

it.each([
  [null, ['de-DE', 'zh-HK', 'en'], 'zh-TW'],
  [null, ['de', 'fr'], 'en'],
  ['en', ['zh-TW'], 'en'],
  ['tlh', ['zh-TW'], 'zh-TW'],
] as const)('with %s chosen and a browser in %j, the page starts in %s', (chosen, spoken, expected) => {
  expect(firstLanguage(chosen, spoken)).toBe(expected);
});
