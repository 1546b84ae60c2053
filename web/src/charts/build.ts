import { fillersOf } from '../text/align';
import type { Format } from '../text/format';
import type { Series } from './series';

type Look = Pick<Series, 'key' | 'label' | 'colour' | 'drawn'>;

/** A series of whole numbers. */
export function countSeries<Row>(
  look: Look,
  rows: readonly Row[],
  value: (row: Row) => number,
  format: Format,
): Series {
  const values = rows.map(value);
  return { ...look, values, texts: values.map((each) => format.count(each)) };
}

/** A series of decimal strings: written exactly, drawn about right. */
export function moneySeries<Row>(
  look: Look,
  rows: readonly Row[],
  value: (row: Row) => string,
  format: Format,
): Series {
  const decimals = rows.map(value);
  const texts = decimals.map((each) => format.money(each));
  return { ...look, values: decimals.map(Number), texts, fillers: fillersOf(texts) };
}

/** A series that may have no data on a day. */
export function meanSeries<Row>(
  look: Look,
  rows: readonly Row[],
  value: (row: Row) => number | null,
  written: (value: number) => string,
): Series {
  const values = rows.map(value);
  return { ...look, values, texts: values.map((each) => (each === null ? null : written(each))) };
}
