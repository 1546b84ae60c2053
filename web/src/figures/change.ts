/** How a figure stands against the period before. */
export type Change =
  | { kind: 'none' }
  | { kind: 'new' }
  | { kind: 'same' }
  | { kind: 'up' | 'down' /** The size of the change, above 0. */; size: number };

// What would be written as 0% or as 0.0 points is no change.
const HALF_PERCENT = 0.005;
const HALF_TENTH_OF_A_POINT = 0.0005;

/** The change as a ratio of the previous figure. None where either is missing, or where both are zero. */
export function relativeChange(now: number | null, previous: number | null): Change {
  if (now === null || previous === null) return { kind: 'none' };
  if (previous === 0) return now === 0 ? { kind: 'same' } : { kind: 'new' };
  return directed((now - previous) / Math.abs(previous), HALF_PERCENT);
}

/** The change of a share, in parts of the whole: 0.81 after 0.83 is down by 0.02, not by 2.4%. */
export function differenceOf(now: number | null, previous: number | null): Change {
  return now === null || previous === null ? { kind: 'none' } : directed(now - previous, HALF_TENTH_OF_A_POINT);
}

function directed(change: number, least: number): Change {
  if (Math.abs(change) < least) return { kind: 'same' };
  return { kind: change > 0 ? 'up' : 'down', size: Math.abs(change) };
}
