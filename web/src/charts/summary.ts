import type { Format } from '../text/format';
import { type Days, extentOf, type Series } from './series';
import { text } from './text';

/** A chart in words, for whoever does not see it. */
export function summaryOf(title: string, days: Days, series: readonly Series[], format: Format): string {
  const t = text[format.language];
  const { dates, today } = days;
  const day = (index: number) => format.dayDate(dates[index] ?? '');
  const sentences = series.map((each) => {
    const { highest, lowest } = extentOf(each.values);
    if (!highest || !lowest) return each.uncounted?.includes(true) ? t.uncounted(each.label) : t.without(each.label);
    if (highest.value === 0) return t.nothing(each.label);
    const [most, least] = [each.texts[highest.index] ?? '', each.texts[lowest.index] ?? ''];
    return each.total === undefined
      ? t.varied(each.label, least, most, day(highest.index))
      : t.added(each.label, each.total, most, day(highest.index));
  });
  const [first, last] = [dates[0], dates[dates.length - 1]];
  const range = first && last ? format.range(first, last) : '';
  const [start, end] = [days.before?.[0], days.before?.[days.before.length - 1]];
  const before = start && end ? [t.withBefore(format.range(start, end))] : [];
  return [t.summary(title, range), ...sentences, ...before, ...(today === null ? [] : [t.unfinished(day(today))])].join(
    ' ',
  );
}
