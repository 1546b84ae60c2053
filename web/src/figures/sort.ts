export interface Sorting {
  column: string;
  descending: boolean;
}

export type SortValue = string | number | null;

/** Rows in order of a value. Rows without one come last either way; equal ones stay as they were. */
export function sorted<Row>(
  rows: readonly Row[],
  value: (row: Row) => SortValue,
  descending: boolean,
  language: string,
): Row[] {
  const names = new Intl.Collator(language, { numeric: true });
  return [...rows].sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) return (x === null ? 1 : 0) - (y === null ? 1 : 0);
    const order = typeof x === 'string' || typeof y === 'string' ? names.compare(String(x), String(y)) : x - y;
    return descending ? -order : order;
  });
}
