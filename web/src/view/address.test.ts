import { describe, expect, it } from 'vitest';
import { readAddress, writeAddress } from './address';

const known = {
  today: '2026-11-22',
  inboxIds: ['line', 'a&b=c'],
  charts: ['messages_sent', 'times_assigned', 'response_time_seconds'],
  firstChart: 'messages_sent',
  hours: ['received', 'agent_sent'],
};

describe('an address', () => {
  it.each([
    '',
    '?period=30d',
    '?period=today',
    '?period=last_month',
    '?from=2026-10-01&to=2026-10-31',
    '?inbox_id=line',
    '?period=15d&inbox_id=a%26b%3Dc&agent=wei-lin&chart=response_time_seconds',
    '?team=sales&members=all',
    '?compare=before&hours=agent_sent',
  ])('%s is read and written the same', (search) => {
    const { address, ignored } = readAddress(search, known);
    expect(ignored).toEqual([]);
    expect(writeAddress(address)).toBe(search);
  });
});

describe('what makes no sense falls back and is named', () => {
  it.each([
    ['?period=8d', '', ['period=8d']],
    ['?period=', '', ['period=']],
    ['?period=30d&from=2026-10-01', '?period=30d', ['from=2026-10-01']],
    ['?from=2026-11-20&to=2026-11-23', '', ['from=2026-11-20 too-late', 'to=2026-11-23 too-late']],
    ['?from=2026-11-20', '', ['from=2026-11-20 not-a-date']],
    ['?inbox_id=gone&period=15d', '?period=15d', ['inbox_id=gone']],
    ['?agent=a&team=t', '?agent=a', ['team=t']],
    ['?agent=a&chart=pie', '?agent=a', ['chart=pie']],
    ['?agent=a&chart=messages_sent', '?agent=a', []],
    ['?members=some', '', ['members=some']],
    ['?hours=received', '', []],
    ['?compare=after', '', ['compare=after']],
    ['?hours=night', '', ['hours=night']],
    ['?sort=up', '', ['sort=up']],
    ['?sort=up&sort=down', '', ['sort=up', 'sort=down']],
    ['?period=7d&period=30d', '', ['period=7d', 'period=30d']],
    ['?period=30d&inbox_id=line&inbox_id=line', '?period=30d', ['inbox_id=line', 'inbox_id=line']],
    ['?agent=a&agent=b&chart=times_assigned', '', ['agent=a', 'agent=b']],
    [
      '?from=2026-11-01&from=2026-11-02&to=2026-11-20',
      '',
      ['from=2026-11-01', 'from=2026-11-02', 'to=2026-11-20 not-a-date'],
    ],
  ])('%s is read as %s', (search, expected, named) => {
    const { address, ignored } = readAddress(search, known);
    expect(writeAddress(address)).toBe(expected);
    expect(ignored.map(({ name, value, fault }) => `${name}=${value}${fault ? ` ${fault}` : ''}`)).toEqual(named);
  });
});
