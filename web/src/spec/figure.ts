import type { Unit, Value } from '../text/format';

/** Fields of an answer that say what its figures are about; `samples` says how many a mean is made of. */
type NoFigure =
  | 'as_of'
  | 'history'
  | 'date'
  | 'weekday'
  | 'hour'
  | 'name'
  | 'channel'
  | 'country'
  | 'samples'
  | `${string}_id`;

/** The fields of an object of the API that are figures. */
export type FigureField<T> = { [K in keyof T & string]: T[K] extends Value ? Exclude<K, NoFigure> : never }[keyof T &
  string];

/** The API sends money as decimal strings, and all other figures as numbers. */
type UnitOf<V> = V extends string ? 'money' : V extends number ? Exclude<Unit, 'money'> : never;

/** How one figure is shown. What it is called and what it means stands in its section's texts, under the same name. */
export interface FigureSpec<V extends Value = Value> {
  unit: UnitOf<V>;
  /** The colour of its series and of the swatch beside its label, as `styles/charts.css` numbers them. */
  colour?: 1 | 2 | 3 | 4 | 5 | 6;
  /** How the chart by day shows it; `table` shows it beside the chart only. Without it no chart has it. */
  drawn?: 'bar' | 'line' | 'table';
  /** The name of a chart of its own, where the section draws one for each figure. */
  chart?: string;
  /** It is the figure of this moment, not of the period: no figure before it is to be compared. */
  now?: true;
  /** Its column of a table shows each row's part of the whole as a bar. */
  bar?: true;
  /** Two days may count the same thing, so days do not add up to the period's figure. */
  daysOverlap?: true;
  /** Counters that an earlier version made do not have it: it is null until a rebuild has counted it. */
  nullUntilRebuild?: true;
  /** The field that says how many a mean or a quantile is made of: of none there is no data, whatever was counted. */
  samples?: string;
}

/** One line for each figure among the fields of `T`, in the order in which they are shown. */
export type FigureSpecs<T> = { readonly [K in FigureField<T> & keyof T]: FigureSpec<T[K] & Value> };

/** What a figure is called and what it means, in one language. */
export interface FigureText {
  label: string;
  /** One sentence, for the section's “what do these figures mean”. */
  meaning: string;
  /** Stands under a figure that is not of the period, such as “now”. */
  note?: string;
}

export type FigureTexts<K extends string = string> = Readonly<Record<K, FigureText>>;

/** Lines for figures, whichever they are. */
export type SpecTable = Readonly<Record<string, FigureSpec>>;

/** The lines with their names, in order. */
export function linesOf<K extends string, S>(specs: Readonly<Record<K, S>>): [key: K, spec: S][] {
  return Object.entries(specs) as [K, S][];
}

/** The text of a figure; `sectionSpec` has seen to it that there is one. */
export function textOf(texts: FigureTexts, key: string): FigureText {
  return texts[key] as FigureText;
}

/** Figures by name, as the API sends them. */
export type Values = Readonly<Record<string, Value>>;

/** Whether the days of a chart add up to the figure of the period. Means and shares never do. */
export function addsUp({ unit, now, daysOverlap }: FigureSpec): boolean {
  return (unit === 'count' || unit === 'money') && !now && !daysOverlap;
}

/** Whether a figure is null because the counters in force do not have it yet, and not because there is no data. */
export function isUncounted({ nullUntilRebuild, samples }: FigureSpec, key: string, values: Values): boolean {
  if (!nullUntilRebuild || (values[key] ?? null) !== null) return false;
  return samples === undefined || values[samples] !== 0;
}

/** The figures at a place of an answer. The specification that names them was checked against the answer's type. */
export function valuesAt(answer: unknown, place: string): Values {
  return (place === 'root' ? answer : (answer as Record<string, unknown>)[place]) as Values;
}
