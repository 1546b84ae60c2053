import { fillersOf } from '../text/align';
import type { Format, Unit, Value } from '../text/format';
import type { Days, Series } from './series';

type Look = Pick<Series, 'key' | 'label' | 'colour' | 'drawn' | 'uncounted'>;

/** A figure's values by day as a series: written exactly, drawn about right. `total` is left out where days do not add up. */
export function seriesOf(
  look: Look,
  unit: Unit,
  values: readonly Value[],
  total: Value | undefined,
  format: Format,
): Series {
  const texts = values.map((value) => format.figure(value, unit));
  const written = total === undefined ? null : format.figure(total, unit);
  return {
    ...look,
    unit,
    exact: values,
    values: values.map((value) => (value === null ? null : Number(value))),
    texts,
    ...(written !== null && { total: written }),
    ...(unit === 'money' && { fillers: fillersOf(texts.map((text) => text ?? '')) }),
  };
}

/** Series with those of the days before beside them. Both were made the same way, so they stand in the same order. */
export function besideBefore(
  series: readonly Series[],
  before: readonly Series[] | null,
  days: Days,
  format: Format,
): readonly Series[] {
  if (!before) return series;
  return series.map((each, at) => {
    const { values, texts, exact } = before[at] as Series;
    return {
      ...each,
      before: { values, texts },
      // A day that is not over is not compared with a whole one.
      differences: each.exact.map((value, index) =>
        index === days.today ? null : format.difference(value, exact[index] ?? null, each.unit),
      ),
    };
  });
}
