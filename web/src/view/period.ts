import { addDays, daysBetween, type IsoDate, isDate } from '../text/date';

/** The periods that end today, by their name in the API and in the address. */
export const PRESETS = { '7d': 7, '15d': 15, '30d': 30 } as const;
export type Preset = keyof typeof PRESETS;

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
  return 'preset' in period ? { from: addDays(today, 1 - PRESETS[period.preset]), to: today } : period;
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
