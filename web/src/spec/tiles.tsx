import type { Answer } from '../api/client';
import { type ChangeNames, ChangeTile, Tile } from '../figures/tile';
import { useText } from '../text/context';
import { textOf, valuesAt } from './figure';
import type { AnyFigures, SectionRoute, SectionSpec } from './section';

interface TilesProps<R extends SectionRoute> {
  spec: SectionSpec<SectionSpec['name'], R>;
  answer: Answer<R>;
}

/** The figures at one place of an answer that are not of the period, each with its note. */
export function NoteTiles<R extends SectionRoute>({
  spec,
  answer,
  place,
}: TilesProps<R> & { place: keyof SectionSpec<SectionSpec['name'], R>['figures'] & string }) {
  const { figures } = useText(spec.text);
  const values = valuesAt(answer, place);
  const prefix = place === 'root' ? spec.name : `${spec.name}.${place}`;
  return (
    <>
      {Object.entries((spec.figures as AnyFigures)[place] ?? {}).map(([key, { unit, colour }]) => {
        const { label, note } = textOf(figures, key);
        return (
          <Tile
            key={key}
            label={label}
            name={`${prefix}.${key}`}
            value={values[key] ?? null}
            unit={unit}
            colour={colour}
          >
            {note}
          </Tile>
        );
      })}
    </>
  );
}

/** The totals of the period, each with its change. `plain` leaves their colours to the chart. */
export function TotalTiles<R extends SectionRoute>({
  spec,
  answer,
  plain = false,
}: TilesProps<R> & { plain?: boolean }) {
  const { figures } = useText(spec.text);
  const totals = valuesAt(answer, 'totals');
  const previous = valuesAt(answer, 'previous');
  return (
    <>
      {Object.entries((spec.figures as AnyFigures).totals ?? {}).map(([key, { unit, colour }]) => (
        <ChangeTile
          key={key}
          label={textOf(figures, key).label}
          names={changeNames(spec.name, 'totals', key)}
          value={totals[key] ?? null}
          previous={previous[key] ?? null}
          unit={unit}
          colour={plain ? undefined : colour}
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
    previous: `${section}.previous.${path}`,
  };
}
