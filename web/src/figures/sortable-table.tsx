import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useFormat, useText } from '../text/context';
import { Icon } from './icon';
import { type Sorting, type SortValue, sorted } from './sort';
import { TableFrame } from './table-frame';
import { text } from './text';

export interface Column<Row> {
  key: string;
  label: string;
  value: (row: Row) => SortValue;
  cell: (row: Row) => ComponentChildren;
}

interface SortableTableProps<Row> {
  label: string;
  /** The first one names the row; the others are numbers. */
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  first: Sorting;
}

/** A table that any column sorts: numbers from the highest at first, names from A. */
export function SortableTable<Row>({ label, columns, rows, rowKey, first }: SortableTableProps<Row>) {
  const t = useText(text);
  const { language } = useFormat();
  const [sorting, setSorting] = useState(first);
  const by = columns.find((column) => column.key === sorting.column);
  const ordered = by ? sorted(rows, by.value, sorting.descending, language) : rows;
  const sortBy = (column: string, index: number) =>
    setSorting((now) => ({ column, descending: now.column === column ? !now.descending : index > 0 }));

  return (
    <TableFrame label={t.table(label)}>
      <thead>
        <tr>
          {columns.map(({ key, label }, index) => (
            <th
              key={key}
              scope="col"
              class={index > 0 ? 'number' : undefined}
              aria-sort={sorting.column === key ? (sorting.descending ? 'descending' : 'ascending') : 'none'}
            >
              <button type="button" class="sort-button" onClick={() => sortBy(key, index)}>
                {label}
                <Icon name={sorting.column === key ? (sorting.descending ? 'down' : 'up') : 'sort'} />
              </button>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {ordered.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map(({ key, cell }, index) =>
              index === 0 ? (
                <th key={key} scope="row">
                  {cell(row)}
                </th>
              ) : (
                <td key={key} class="number">
                  {cell(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </TableFrame>
  );
}
