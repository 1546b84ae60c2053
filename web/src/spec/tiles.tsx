import type { ComponentChildren } from 'preact';
import type { Answer } from '../api/client';
import { type ChangeNames, ChangeTile, type Compared, Tile } from '../figures/tile';
import { useText } from '../text/context';
import type { Value } from '../text/format';
import { isUncounted, textOf, valuesAt } from './figure';
import type { AnyFigures, SectionRoute, SectionSpec } from './section';

interface TilesProps<R extends SectionRoute> {
  spec: SectionSpec<SectionSpec['name'], R>;
  answer: Answer<R>;
}

/** The figures at one place of an answer that are not of the period, each with its note. */
export function NoteTiles<R extends SectionRoute>({
  spec: section,
  answer,
  place,
  except,
  below,
}: TilesProps<R> & {
  place: keyof SectionSpec<SectionSpec['name'], R>['figures'] & string;
  /** The figure among them that has no tile. */
  except?: string;
  /** What stands under a figure, after its note. */
  below?: (key: string) => ComponentChildren;
}) {
  const { figures } = useText(section.text);
  const values = valuesAt(answer, place);
  const prefix = place === 'root' ? section.name : `${section.name}.${place}`;
  return (
    <>
      {Object.entries((section.figures as AnyFigures)[place] ?? {}).map(([key, spec]) => {
        if (key === except) return null;
        const { unit, colour } = spec;
        const { label, note } = textOf(figures, key);
        return (
          <Tile
            key={key}
            label={label}
            name={`${prefix}.${key}`}
            value={values[key] ?? null}
            unit={unit}
            uncounted={isUncounted(spec, key, values)}
            colour={colour}
          >
            {note}
            {below?.(key)}
          </Tile>
        );
      })}
    </>
  );
}

/** The totals of the period, each with its change. `plain` leaves their colours to the chart. */
export function TotalTiles<R extends SectionRoute>({
  spec: section,
  answer,
  plain = false,
}: TilesProps<R> & { plain?: boolean }) {
  const { figures } = useText(section.text);
  const totals = valuesAt(answer, 'totals');
  return (
    <>
      {Object.entries((section.figures as AnyFigures).totals ?? {}).map(([key, spec]) => (
        <ChangeTile
          key={key}
          label={textOf(figures, key).label}
          names={changeNames(section.name, 'totals', key)}
          value={totals[key] ?? null}
          compared={comparedAt(answer, key)}
          unit={spec.unit}
          uncounted={isUncounted(spec, key, totals)}
          colour={plain ? undefined : spec.colour}
        />
      ))}
    </>
  );
}

/** What a figure of a period is called. `place` is where the answer has it: in `totals`, or at its root. */
export function changeNames(section: string, place: 'totals' | 'root', path: string): ChangeNames {
  return {
    figure: place === 'root' ? `${section}.${path}` : `${section}.${place}.${path}`,
    change: `${section}.${path}`,
    now: `${section}.complete.totals.${path}`,
    previous: `${section}.complete.previous.${path}`,
  };
}

/** A figure on the complete days of an answer and on those opposite them; null where no day is complete. */
export function comparedAt(answer: unknown, path: string): Compared | null {
  const { complete } = answer as { complete: { days: number; totals: unknown; previous: unknown } | null };
  if (complete === null) return null;
  const at = (figures: unknown) =>
    path.split('.').reduce<unknown>((inner, name) => (inner as Record<string, unknown>)[name], figures) as Value;
  return { days: complete.days, now: at(complete.totals), previous: at(complete.previous) };
}
