import { scaleLinear } from 'd3-scale';
import type { Unit } from '../text/format';

const DURATION_STEPS = [10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];
const MOST_TICKS = 5;

/** Values of the horizontal grid lines, from 0 to at least `highest`, in steps that read well in the unit. */
export function ticksFor(unit: Unit, highest: number): number[] {
  if (unit === 'share') return [0, 0.25, 0.5, 0.75, 1];
  if (unit === 'duration') return durationTicks(highest);
  const least = unit === 'count' ? 4 : highest || 1;
  const ticks = scaleLinear([0, Math.max(highest, least)], [0, 1])
    .nice(4)
    .ticks(4);
  return unit === 'count' ? ticks.filter(Number.isInteger) : ticks;
}

function durationTicks(highest: number): number[] {
  const longest = DURATION_STEPS[DURATION_STEPS.length - 1] as number;
  const step =
    DURATION_STEPS.find((each) => each * (MOST_TICKS - 1) >= highest) ??
    Math.ceil(highest / (MOST_TICKS - 1) / longest) * longest;
  const count = Math.max(1, Math.ceil(highest / step));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

const LABEL_STEPS = [1, 2, 3, 5, 7, 10, 14, 21, 30, 45];

/** Which of `count` days get a label where `room` labels fit: the last one, and others in even steps before it. */
export function labelledDays(count: number, room: number): number[] {
  const step = LABEL_STEPS.find((each) => Math.ceil(count / each) <= Math.max(room, 1)) ?? count;
  return Array.from({ length: count }, (_, index) => index).filter((index) => (count - 1 - index) % step === 0);
}
