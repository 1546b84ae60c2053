import { scaleBand, scaleLinear } from 'd3-scale';
import { line, stack } from 'd3-shape';
import type { Unit } from '../text/format';
import type { Days, Series } from './series';
import { labelledDays, ticksFor } from './ticks';

export interface Size {
  width: number;
  height: number;
  /** Room for the axis's labels. */
  left: number;
}

const TOP = 10;
const BOTTOM = 26;
const RIGHT = 4;
const WIDEST_BAR = 40;
/** What a day's label takes, with room beside it. */
const LABEL_WIDTH = 62;
/** The last day's label is as wide as any, and ends with the plot where it would reach beyond it. */
const HALF_LABEL = 26;
/** Segments of a stack are told apart by a gap as well as by their colours. */
const GAP = 1.5;

/** A day's label, at its middle or, at the end of the axis, at its end. */
export interface Label {
  index: number;
  x: number;
  anchor: 'middle' | 'end';
}

export interface Bar {
  series: Series;
  index: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Line {
  series: Series;
  /** Through the days that are over. */
  whole: string;
  /** From the last of them to today. */
  unfinished: string;
  /** Through the days before. */
  before: string;
  points: { index: number; x: number; y: number /** Nothing beside it: only a point shows it. */; alone: boolean }[];
}

export interface Geometry {
  plot: { left: number; right: number; top: number; bottom: number };
  ticks: { value: number; y: number }[];
  labels: Label[];
  /** The strip of each day. */
  days: { x: number; width: number; centre: number }[];
  bars: Bar[];
  /** Around what all bars of a day's opposite day are high. */
  outlines: Omit<Bar, 'series'>[];
  lines: Line[];
}

/** Where everything of a chart stands. Pure: the same series in the same size give the same picture. */
export function layOut(days: Days, series: readonly Series[], unit: Unit, size: Size): Geometry {
  const count = days.dates.length;
  const plot = { left: size.left, right: size.width - RIGHT, top: TOP, bottom: size.height - BOTTOM };
  const band = scaleBand<number>(
    days.dates.map((_, index) => index),
    [plot.left, plot.right],
  );
  const strips = days.dates.map((_, index) => {
    const x = band(index) ?? 0;
    return { x, width: band.bandwidth(), centre: x + band.bandwidth() / 2 };
  });

  const stacked = series.filter((each) => each.drawn === 'bar');
  const drawn = series.filter((each) => each.drawn === 'line');
  const layers = stack<number, Series>()
    .keys(stacked)
    .value((index, each) => each.values[index] ?? 0)(days.dates.map((_, index) => index));

  const highest = Math.max(
    0,
    ...layers.flatMap((layer) => layer.map(([, top]) => top)),
    ...drawn.flatMap((each) => [...each.values, ...(each.before?.values ?? [])].map((value) => value ?? 0)),
    ...days.dates.map((_, index) => barsBefore(stacked, index)),
  );
  const values = ticksFor(unit, highest);
  const y = scaleLinear([0, values[values.length - 1] ?? 1], [plot.bottom, plot.top]);

  const width = Math.min(WIDEST_BAR, Math.max(1, band.bandwidth() * (count > 45 ? 0.8 : 0.64)));
  const bars = layers.flatMap((layer) =>
    layer.flatMap(([from, to], index): Bar[] => {
      if (to <= from) return [];
      const height = y(from) - y(to);
      const gap = from > 0 && height > 2 * GAP ? GAP : 0;
      const x = (strips[index]?.centre ?? 0) - width / 2;
      return [{ series: layer.key, index, x, y: y(to), width, height: height - gap }];
    }),
  );

  // Wider than the bars, so that its sides are seen where a bar is higher.
  const beyond = Math.min(4, Math.max(0, band.bandwidth() - width) / 2);
  const outlines = days.dates.flatMap((_, index) => {
    const before = barsBefore(stacked, index);
    if (before <= 0) return [];
    const x = (strips[index]?.centre ?? 0) - width / 2 - beyond;
    return [{ index, x, y: y(before), width: width + 2 * beyond, height: y(0) - y(before) }];
  });

  return {
    plot,
    ticks: values.map((value) => ({ value, y: y(value) })),
    labels: labelsOf(strips, plot),
    days: strips,
    bars,
    outlines,
    lines: drawn.map((each) => lineOf(each, days, (index) => strips[index]?.centre ?? 0, y)),
  };
}

/** How high the stack of a day's opposite day is. */
function barsBefore(stacked: readonly Series[], index: number): number {
  return stacked.reduce((sum, each) => sum + (each.before?.values[index] ?? 0), 0);
}

function lineOf(series: Series, days: Days, x: (index: number) => number, y: (value: number) => number): Line {
  const { values } = series;
  const known = (index: number) => values[index] !== null && values[index] !== undefined;
  const path = line<number>()
    .defined(known)
    .x(x)
    .y((index) => y(values[index] ?? 0));
  const all = values.map((_, index) => index);
  const whole = all.filter((index) => index !== days.today);
  const last = days.today;
  const { before } = series;
  const pale = line<number>()
    .defined((index) => (before?.values[index] ?? null) !== null)
    .x(x)
    .y((index) => y(before?.values[index] ?? 0));
  return {
    series,
    before: before ? (pale(all) ?? '') : '',
    whole: path(whole) ?? '',
    unfinished: last !== null && known(last) && known(last - 1) ? (path([last - 1, last]) ?? '') : '',
    points: all.filter(known).map((index) => ({
      index,
      x: x(index),
      y: y(values[index] ?? 0),
      alone: !known(index - 1) && !known(index + 1),
    })),
  };
}

/** The days that get a label; not one that the last, which ends with the axis, would touch. */
function labelsOf(strips: Geometry['days'], plot: Geometry['plot']): Label[] {
  const days = labelledDays(strips.length, Math.floor((plot.right - plot.left) / LABEL_WIDTH));
  const labels = days.map((index): Label => {
    const x = strips[index]?.centre ?? 0;
    return x + HALF_LABEL > plot.right ? { index, x: plot.right, anchor: 'end' } : { index, x, anchor: 'middle' };
  });
  const last = labels[labels.length - 1];
  return labels.filter(
    ({ x, anchor }) => last?.anchor !== 'end' || anchor === 'end' || last.x - x >= LABEL_WIDTH + HALF_LABEL,
  );
}
