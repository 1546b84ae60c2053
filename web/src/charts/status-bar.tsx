interface StatusBarProps {
  label: string;
  parts: readonly { value: number; colour: number }[];
}

/** A whole and its parts, as one bar. */
export function StatusBar({ label, parts }: StatusBarProps) {
  const whole = parts.reduce((sum, part) => sum + part.value, 0);
  if (whole === 0) return null;
  let before = 0;
  return (
    <svg class="status-bar" width="100%" height="10" role="img" aria-label={label}>
      {parts.map(({ value, colour }) => {
        const x = (before / whole) * 100;
        before += value;
        return (
          <rect
            key={colour}
            class={`bar series-${colour}`}
            x={`${x}%`}
            width={`${(value / whole) * 100}%`}
            height="10"
          />
        );
      })}
    </svg>
  );
}
