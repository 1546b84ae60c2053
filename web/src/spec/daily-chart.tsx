import type { Answer } from '../api/client';
import { besideBefore, seriesOf } from '../charts/build';
import { DayChart } from '../charts/day-chart';
import { daysOf, type Series } from '../charts/series';
import { useFormat, useText } from '../text/context';
import type { Format } from '../text/format';
import { useView } from '../view/context';
import { useDailyBefore } from './days-before';
import { addsUp, type FigureTexts, isUncounted, type SpecTable, textOf, type Values, valuesAt } from './figure';
import type { AnyFigures, SectionRoute, SectionSpec, SectionText } from './section';

interface DailyChartProps<R extends SectionRoute> {
  spec: SectionSpec<SectionSpec['name'], R, SectionText & { chart: string }>;
  answer: Answer<R>;
  height?: number;
}

/** A section's figures by day, as its specification draws them. */
export function DailyChart<R extends SectionRoute>({ spec, answer, height }: DailyChartProps<R>) {
  const { chart, figures } = useText(spec.text);
  const format = useFormat();
  const { today } = useView().directory.account;
  const { daily } = answer as unknown as { daily: (Values & { date: string })[] };
  const before = useDailyBefore(daily);
  const { totals, daily: onlyDaily } = spec.figures as AnyFigures;
  const specs = { ...totals, ...onlyDaily };
  const days = daysOf(daily, today, before);
  const seriesFrom = (rows: readonly Values[]) => dailySeries(specs, figures, rows, valuesAt(answer, 'totals'), format);
  return (
    <DayChart
      name={`${spec.name}.daily`}
      title={chart}
      days={days}
      series={besideBefore(seriesFrom(daily), before && seriesFrom(before), days, format)}
      unit={chartUnit(specs)}
      {...(height !== undefined && { height })}
    />
  );
}

/** The figures that are drawn by day; those that only the table shows stand last. */
export function dailySeries(
  specs: SpecTable,
  texts: FigureTexts,
  rows: readonly Values[],
  totals: Values,
  format: Format,
): Series[] {
  const drawn = Object.entries(specs).filter(([, spec]) => spec.drawn);
  const last = drawn.filter(([, spec]) => spec.drawn === 'table');
  return [...drawn.filter((each) => !last.includes(each)), ...last].map(([key, spec]) =>
    seriesOf(
      {
        key,
        label: textOf(texts, key).label,
        colour: spec.colour ?? 0,
        drawn: spec.drawn ?? 'table',
        ...(spec.nullUntilRebuild && { uncounted: rows.map((row) => isUncounted(spec, key, row)) }),
      },
      spec.unit,
      rows.map((row) => row[key] ?? null),
      addsUp(spec) ? totals[key] : undefined,
      format,
    ),
  );
}

/** What the axis counts: all that a chart draws is of one unit. */
function chartUnit(specs: SpecTable) {
  return Object.values(specs).find(({ drawn }) => drawn && drawn !== 'table')?.unit ?? 'count';
}
