import { addDays, daysBetween, type IsoDate, isDate } from '../text/date';

/** The dates of each period that has a name in the API and in the address, for an account whose date is `today`. */
const PRESETS = {
  today: (today: IsoDate) => ({ from: today, to: today }),
  yesterday: (today: IsoDate) => ({ from: addDays(today, -1), to: addDays(today, -1) }),
  '7d': daysUpTo(7),
  '15d': daysUpTo(15),
  '30d': daysUpTo(30),
  this_month: (today: IsoDate) => ({ from: monthOf(today), to: today }),
  last_month: (today: IsoDate) => {
    const to = addDays(monthOf(today), -1);
    return { from: monthOf(to), to };
  },
} as const;
export type Preset = keyof typeof PRESETS;

/** In the order in which they are offered. */
export const PRESET_NAMES = Object.keys(PRESETS) as Preset[];

/** So many days, of which the last one is today. */
function daysUpTo(days: number) {
  return (today: IsoDate) => ({ from: addDays(today, 1 - days), to: today });
}

/** The first date of a date's month. */
function monthOf(date: IsoDate): IsoDate {
  return `${date.slice(0, 7)}-01`;
}

/** Dates that were picked, both inclusive. */
export interface Range {
  from: IsoDate;
  to: IsoDate;
}

/** What was chosen. A preset moves on with the day, a range stays. */
export type Period = { preset: Preset } | Range;

export const DEFAULT_PERIOD: Period = { preset: '7d' };
export const MAX_DAYS = 90;
export const MAX_AGE_DAYS = 400;

export function isPreset(text: string): text is Preset {
  return Object.hasOwn(PRESETS, text);
}

/** The dates of a period for an account whose date is `today`. */
export function rangeOf(period: Period, today: IsoDate): Range {
  return 'preset' in period ? PRESETS[period.preset](today) : period;
}

/** The same number of days just before a period; null where the API would refuse them, since they are too long ago. */
export function daysBefore(period: Period, today: IsoDate): Range | null {
  const range = rangeOf(period, today);
  const days = daysIn(range);
  const before = { from: addDays(range.from, -days), to: addDays(range.to, -days) };
  return faultOf(before, today) === null ? before : null;
}

/** The earliest date that can be asked for. */
export function earliest(today: IsoDate): IsoDate {
  return addDays(today, -MAX_AGE_DAYS);
}

/** How many days a range has, both ends included. */
export function daysIn({ from, to }: Range): number {
  return daysBetween(from, to) + 1;
}

export type RangeFault = 'not-a-date' | 'backwards' | 'too-long' | 'too-early' | 'too-late';

/** Why the API would refuse these dates, or null when it would not. */
export function faultOf({ from, to }: Range, today: IsoDate): RangeFault | null {
  if (!isDate(from) || !isDate(to)) return 'not-a-date';
  if (from > to) return 'backwards';
  if (to > today) return 'too-late';
  if (from < earliest(today)) return 'too-early';
  if (daysIn({ from, to }) > MAX_DAYS) return 'too-long';
  return null;
}

/** The period as query parameters of the API, and of the page's address. */
export function periodParameters(period: Period): { period: Preset } | { from: IsoDate; to: IsoDate } {
  return 'preset' in period ? { period: period.preset } : { from: period.from, to: period.to };
}
