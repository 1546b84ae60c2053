/**
 * A calendar date, `2026-11-22`. Dates of the page are dates in the account's time zone and carry no zone: sums over
 * them go through UTC, where every day has 24 hours, so daylight saving cannot reach them.
 */
export type IsoDate = string;

const DAY_MS = 86_400_000;

/** Whether `text` is a date that the calendar has: `2026-02-29` is none. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && toIso(atMidnight(text)) === text;
}

/** Midnight UTC of the date; format it with `timeZone: 'UTC'`. */
export function atMidnight(date: IsoDate): Date {
  return new Date(`${date}T00:00:00Z`);
}

export function addDays(date: IsoDate, days: number): IsoDate {
  return toIso(new Date(atMidnight(date).getTime() + days * DAY_MS));
}

/** Days from `from` to `to`: 0 for the same date, negative when `to` is before. */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  return (atMidnight(to).getTime() - atMidnight(from).getTime()) / DAY_MS;
}

function toIso(time: Date): IsoDate {
  return Number.isNaN(time.getTime()) ? '' : time.toISOString().slice(0, 10);
}
