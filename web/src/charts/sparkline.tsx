interface SparklineProps {
  values: readonly (number | null)[];
  /** Whether the last day is not over. */
  unfinished: boolean;
}

const HEIGHT = 22;
const EDGE = 2;

/** The days of a figure as a small line without axes, for the eye only: the chart has the numbers. */
export function Sparkline({ values, unfinished }: SparklineProps) {
  const known = values.map((value) => value ?? 0);
  const highest = Math.max(1, ...known);
  const points = known.map((value, index) => {
    const x = (index / Math.max(1, known.length - 1)) * 100;
    return `${x},${HEIGHT - EDGE - (value / highest) * (HEIGHT - 2 * EDGE)}`;
  });
  const whole = unfinished ? points.slice(0, -1) : points;
  return (
    <svg
      class="sparkline series-1"
      width="100%"
      height={HEIGHT}
      viewBox={`0 0 100 ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <polyline class="line" points={whole.join(' ')} vector-effect="non-scaling-stroke" />
      {unfinished && (
        <polyline class="line unfinished" points={points.slice(-2).join(' ')} vector-effect="non-scaling-stroke" />
      )}
    </svg>
  );
}
