import type { Answer, Route, SectionName } from '../api/client';
import type { Definition } from '../figures/section';
import type { Language } from '../text/language';
import {
  type FigureField,
  type FigureSpec,
  type FigureSpecs,
  type FigureText,
  type FigureTexts,
  isUncounted,
  linesOf,
  type SpecTable,
  textOf,
  type Values,
  valuesAt,
} from './figure';

/** The routes of sections: their answers say what period they are of. */
export type SectionRoute = {
  [R in Route]: Answer<R> extends { period: { from: string; to: string } } ? R : never;
}[Route];

/** Parts of an answer whose figures are not shown for themselves. */
type Compared = 'period' | 'previous' | 'complete';

type ElementOf<T> = T extends readonly (infer E)[] ? E : T;

/**
 * Where figures stand in an answer: at its root, in one of its objects, in the rows of one of its lists, or in `each` of
 * the objects that its totals consist of.
 */
type Places<A> = { root: A; each: EachTotal<A> } & {
  [P in keyof A as NonNullable<A[P]> extends object ? Exclude<P, Compared> : never]: P extends 'daily'
    ? OnlyDaily<A>
    : ElementOf<NonNullable<A[P]>>;
};

type EachTotal<A> = A extends { totals: Record<string, infer T extends object> } ? T : object;

/** What `daily` has beyond the totals. */
type OnlyDaily<A> = A extends { daily: readonly (infer D)[]; totals: infer T } ? Omit<D, keyof T> : object;

/** Every figure of an answer, by the place where it stands. */
type FiguresOf<A> = {
  readonly [P in keyof Places<A> as [FigureField<Places<A>[P]>] extends [never] ? never : P]: FigureSpecs<Places<A>[P]>;
};

/** The places of figures, whatever the section. */
export type AnyFigures = Readonly<Record<string, SpecTable>>;

type KeysIn<F> = { [P in keyof F]: keyof F[P] & string }[keyof F];

/** What a section says in one language, beside words of its own. */
export interface SectionText {
  title: string;
  /** The title of the chart by day, where there is one. */
  chart?: string;
  /** What the figures are of, where it is not the period that is chosen. */
  dates?: string;
  figures: FigureTexts;
}

/** What is declared of a section. Its card, tiles, chart series, table columns and meanings follow from it. */
export interface SectionSpec<
  N extends SectionName = SectionName,
  R extends SectionRoute = SectionRoute,
  T extends SectionText = SectionText,
> {
  /** Its name in the API. */
  name: N;
  route: R;
  text: Readonly<Record<Language, T>>;
  figures: FiguresOf<Answer<R>>;
  /** Its answer has figures by day, so its charts can show the days before. */
  byDay?: true;
  /** The section is always of all inboxes, whichever is chosen. */
  allInboxes?: true;
  /** The section is always of the same days, whatever period is chosen. */
  fixedPeriod?: true;
}

/**
 * Declares a section. It compiles only if every figure of the route's answer has a line here and a text in each
 * language, and if every line is a figure of the answer.
 */
export function sectionSpec<N extends SectionName, R extends SectionRoute, T extends SectionText>(
  spec: SectionSpec<N, R, T> & TextsFor<R>,
): SectionSpec<N, R, T> {
  return spec;
}

interface TextsFor<R extends SectionRoute> {
  text: Readonly<Record<Language, { figures: FigureTexts<KeysIn<FiguresOf<Answer<R>>>> }>>;
}

/** The meanings of figures, each once. */
export function definitionsOf(lines: readonly [key: string, spec: FigureSpec][], texts: FigureTexts): Definition[] {
  const keys = new Set(lines.map(([key]) => key));
  return [...keys].map((key) => definitionOf(textOf(texts, key)));
}

export function definitionOf({ label, meaning }: FigureText): Definition {
  return [label, meaning];
}

/** Whether an answer lacks figures that the counters in force do not have yet. Its days lack the same ones. */
export function lacksFigures(figures: AnyFigures, answer: unknown): boolean {
  return Object.entries(figures).some(([place, specs]) => {
    const rows = rowsAt(answer, place);
    return linesOf(specs).some(([key, spec]) =>
      rows === null ? spec.nullUntilRebuild : rows.some((values) => isUncounted(spec, key, values)),
    );
  });
}

/** What has figures at a place of an answer; null where the whole list is not counted yet. */
function rowsAt(answer: unknown, place: string): readonly Values[] | null {
  if (place === 'each') return Object.values(valuesAt(answer, 'totals')) as unknown as Values[];
  const found: unknown = valuesAt(answer, place);
  return Array.isArray(found) || found === null ? found : [found as Values];
}
