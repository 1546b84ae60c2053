import type { IsoDate } from '../text/date';
import type { Unit, Value } from '../text/format';

/** One figure by day. */
export interface Series {
  /** Its JSON path within a row of `daily`. */
  key: string;
  label: string;
  /** 1 to 6; neighbours in this order are the easiest to distinguish. 0 for none. */
  colour: number;
  /** Bars are stacked on each other; `table` appears in the read-out and in the table only. */
  drawn: 'bar' | 'line' | 'table';
  unit: Unit;
  /** As the API has them. */
  exact: readonly Value[];
  /** For the geometry only; null is a gap. */
  values: readonly (number | null)[];
  /** What is written, exact. */
  texts: readonly (string | null)[];
  /** Days whose counters do not have the figure yet. */
  uncounted?: readonly boolean[];
  /** The total as it reads; left out where the days do not add up to one. */
  total?: string;
  /** The days before, each opposite a day of the chart; left out where they are not shown. */
  before?: { values: readonly (number | null)[]; texts: readonly (string | null)[] };
  /** What a day has more or less than the one before it; null where either has no data, or where the day is not over. */
  differences?: readonly (string | null)[];
  /** Invisible zeros after each text, so that the decimal points of a column are below each other. */
  fillers?: readonly string[];
}

/** Days of a chart, and which of them is not over yet. */
export interface Days {
  dates: readonly IsoDate[];
  /** The last one's index if it is today, otherwise null. */
  today: number | null;
  /** The days that stand opposite them, where they are shown. */
  before?: readonly IsoDate[];
}

export function daysOf(
  rows: readonly { date: IsoDate }[],
  today: IsoDate,
  before: readonly { date: IsoDate }[] | null = null,
): Days {
  const dates = rows.map((row) => row.date);
  const last = dates.length - 1;
  return {
    dates,
    today: dates[last] === today ? last : null,
    ...(before && { before: before.map((row) => row.date) }),
  };
}

/** How today is drawn among these series: as bars in stripes, as the open end of a line, or not at all. */
export function todayDrawn({ today }: Days, series: readonly Series[]): 'bar' | 'line' | null {
  if (today === null) return null;
  const value = (each: Series) => each.values[today] ?? null;
  // A bar of zero cannot be seen, a point at zero can.
  if (series.some((each) => each.drawn === 'bar' && (value(each) ?? 0) > 0)) return 'bar';
  return series.some((each) => each.drawn === 'line' && value(each) !== null) ? 'line' : null;
}

export interface Extent {
  total: number;
  highest: { index: number; value: number } | null;
  lowest: { index: number; value: number } | null;
}

/** Total, and first highest and lowest value with their days. */
export function extentOf(values: readonly (number | null)[]): Extent {
  const extent: Extent = { total: 0, highest: null, lowest: null };
  values.forEach((value, index) => {
    if (value === null) return;
    extent.total += value;
    if (!extent.highest || value > extent.highest.value) extent.highest = { index, value };
    if (!extent.lowest || value < extent.lowest.value) extent.lowest = { index, value };
  });
  return extent;
}
