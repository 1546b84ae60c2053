import { Figure } from '../figures/figure';
import type { Column } from '../figures/sortable-table';
import type { Format } from '../text/format';
import { type FigureTexts, isUncounted, type SpecTable, textOf, type Values } from './figure';

/** A column for each figure. `place` gives what the names of a row's figures begin with, and the figures. */
export function figureColumns<Row>(
  specs: SpecTable,
  texts: FigureTexts,
  place: (row: Row) => { name: string; values: Values },
  format: Format,
): Column<Row>[] {
  return Object.entries(specs).map(([key, spec]) => ({
    key,
    label: textOf(texts, key).label,
    bar: spec.bar ?? false,
    value: (row) => {
      const value = place(row).values[key] ?? null;
      return value === null ? null : Number(value);
    },
    cell: (row) => {
      const { name, values } = place(row);
      const value = format.figure(values[key] ?? null, spec.unit);
      return <Figure name={`${name}.${key}`} value={value} uncounted={isUncounted(spec, key, values)} />;
    },
  }));
}
