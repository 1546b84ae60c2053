import { fillersOf } from '../text/align';
import type { Format, Unit, Value } from '../text/format';
import type { Series } from './series';

type Look = Pick<Series, 'key' | 'label' | 'colour' | 'drawn'>;

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
    values: values.map((value) => (value === null ? null : Number(value))),
    texts,
    ...(written !== null && { total: written }),
    ...(unit === 'money' && { fillers: fillersOf(texts.map((text) => text ?? '')) }),
  };
}
