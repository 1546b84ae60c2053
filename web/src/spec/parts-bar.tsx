import type { Answer } from '../api/client';
import { StatusBar } from '../charts/status-bar';
import { valuesAt } from './figure';
import type { AnyFigures, SectionRoute, SectionSpec } from './section';

interface PartsBarProps<R extends SectionRoute> {
  spec: SectionSpec<SectionSpec['name'], R>;
  answer: Answer<R>;
  place: keyof SectionSpec<SectionSpec['name'], R>['figures'] & string;
  label: string;
}

/** One bar of all the figures at a place that have a colour: the parts of a whole. */
export function PartsBar<R extends SectionRoute>({ spec, answer, place, label }: PartsBarProps<R>) {
  const values = valuesAt(answer, place);
  const parts = Object.entries((spec.figures as AnyFigures)[place] ?? {}).flatMap(([key, { colour }]) =>
    colour === undefined ? [] : [{ value: Number(values[key] ?? 0), colour }],
  );
  return <StatusBar label={label} parts={parts} />;
}
