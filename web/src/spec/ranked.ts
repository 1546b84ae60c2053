import type { Ranked } from '../charts/rank-chart';
import type { Format, Value } from '../text/format';
import type { FigureSpec } from './figure';

/** Rows of a list for a chart that ranks them by one figure. `name` is what the names of the list's figures begin with. */
export function rankedBy<Row>(
  rows: readonly Row[],
  name: string,
  [key, { unit }]: [key: string, spec: FigureSpec],
  row: (row: Row) => { id: string; label: string; value: Value },
  format: Format,
): Ranked[] {
  return rows.map((each) => {
    const { id, label, value } = row(each);
    return { name: `${name}.${id}.${key}`, label, value: Number(value), text: format.figure(value, unit) ?? '' };
  });
}
