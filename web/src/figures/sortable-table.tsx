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
  /** A bar under the number shows its part of the column. */
  bar?: boolean;
}

interface SortableTableProps<Row> {
  label: string;
  /** The first one names the row; the others are numbers. */
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  first: Sorting;
  /** It scrolls by itself where it is long, with every row. */
  low?: boolean;
}

/** A list that is longer than this can be searched. */
const SEARCHED = 12;
/** A list that is longer than this begins with its first rows only. */
const LONG = 25;
const FIRST = 20;

/** A table that any column sorts: numbers from the highest at first, names from A. */
export function SortableTable<Row>({ label, columns, rows, rowKey, first, low = false }: SortableTableProps<Row>) {
  const t = useText(text);
  const { language } = useFormat();
  const [sorting, setSorting] = useState(first);
  const by = columns.find((column) => column.key === sorting.column);
  const [sought, setSought] = useState('');
  const [whole, setWhole] = useState(false);
  const long = !low && rows.length > LONG;
  const found = rows.filter((row) => matches(columns[0]?.value(row) ?? null, sought));
  const ordered = by ? sorted(found, by.value, sorting.descending, language) : found;
  const shown = long && !whole && sought === '' ? ordered.slice(0, FIRST) : ordered;
  const sums = new Map(columns.map(({ key, value, bar }) => [key, bar ? sum(rows.map(value)) : 0]));
  const sortBy = (column: string, index: number) =>
    setSorting((now) => ({ column, descending: now.column === column ? !now.descending : index > 0 }));

  return (
    <>
      {!low && rows.length > SEARCHED && (
        <input
          class="search"
          type="search"
          aria-label={t.search(label)}
          placeholder={t.searchName}
          value={sought}
          onInput={(event) => setSought(event.currentTarget.value)}
        />
      )}
      <TableFrame label={t.table(label)} low={low}>
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
          {shown.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map(({ key, cell, value, bar }, index) =>
                index === 0 ? (
                  <th key={key} scope="row">
                    {cell(row)}
                  </th>
                ) : (
                  <td key={key} class="number">
                    {cell(row)}
                    {bar && <PartBar part={Number(value(row) ?? 0) / (sums.get(key) || 1)} />}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </TableFrame>
      {shown.length === 0 && <p class="nothing">{t.noneFound}</p>}
      {shown.length < ordered.length && (
        <button type="button" class="quiet-button" onClick={() => setWhole(true)}>
          {t.others(String(ordered.length - shown.length))}
        </button>
      )}
    </>
  );
}

/** A part of a whole, for the eye; the number beside it says it for everybody. */
function PartBar({ part }: { part: number }) {
  return (
    <svg class="part-bar" width="100%" height="3" aria-hidden="true" focusable="false">
      <rect class="rank-ground" width="100%" height="3" />
      <rect class="bar series-1" width={`${part * 100}%`} height="3" />
    </svg>
  );
}

function sum(values: readonly SortValue[]): number {
  return values.reduce<number>((total, value) => total + Number(value ?? 0), 0);
}

/** Whether a name has the words that are sought, however they are written. */
function matches(name: SortValue, sought: string): boolean {
  return String(name).toLocaleLowerCase().includes(sought.trim().toLocaleLowerCase());
}
