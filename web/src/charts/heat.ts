/** Steps of colour above nothing; the cells' numbers say the same without colour. */
export const STEPS = 5;

/** The step of a value: 0 for nothing, else 1 to `STEPS` in even parts of the highest. */
export function stepOf(value: number, highest: number): number {
  return value <= 0 ? 0 : Math.min(STEPS, Math.ceil((value / highest) * STEPS));
}

/** What whole numbers each step above nothing stands for; steps that no whole number reaches are left out. */
export function rangesOf(highest: number): { step: number; from: number; to: number }[] {
  return Array.from({ length: STEPS }, (_, index) => ({
    step: index + 1,
    from: Math.floor((highest * index) / STEPS) + 1,
    to: Math.floor((highest * (index + 1)) / STEPS),
  })).filter(({ from, to }) => from <= to);
}

/** Where a key leads in a grid of rows and columns; it stays where the grid ends. Null for a key that leads nowhere. */
export function moved(key: string, at: number, rows: number, columns: number, turned: boolean): number | null {
  const step = {
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
  }[key];
  if (!step) return null;
  const [down = 0, right = 0] = turned ? [step[1], step[0]] : step;
  const row = Math.floor(at / columns) + down;
  const column = (at % columns) + right;
  return row < 0 || row >= rows || column < 0 || column >= columns ? at : row * columns + column;
}
