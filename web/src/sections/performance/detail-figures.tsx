import { besideBefore } from '../../charts/build';
import { DayChart } from '../../charts/day-chart';
import { daysOf } from '../../charts/series';
import { RebuildNote } from '../../figures/figure';
import { ChangeTile, Tile, Tiles } from '../../figures/tile';
import { dailySeries } from '../../spec/daily-chart';
import { useDailyBefore } from '../../spec/days-before';
import {
  type FigureSpec,
  type FigureTexts,
  isUncounted,
  linesOf,
  type SpecTable,
  textOf,
  type Values,
} from '../../spec/figure';
import { lacksFigures } from '../../spec/section';
import { changeNames, comparedAt } from '../../spec/tiles';
import { useFormat } from '../../text/context';
import { useView } from '../../view/context';
import { ChartViews } from './chart-views';
import { CHARTS, type Chart, figuresOfChart } from './spec';

/** An agent's or a team's figures, and those of a team's members. */
type Row = object & { members?: object };

interface DetailFiguresProps {
  /** The section's name in the API. */
  section: 'agent' | 'team';
  specs: SpecTable;
  texts: FigureTexts & Record<Chart, { perDay: string }>;
  now: Row;
  /** The answer, which knows how its complete days compare. */
  answer: { complete: object | null };
  daily: readonly (Row & { date: string })[];
  /** Whether to show the sum of a team's members in place of the team itself. */
  members?: boolean;
}

/** All figures of an agent or of a team: a tile for each, and a chart for each that has one. */
export function DetailFigures(props: DetailFiguresProps) {
  const { section, specs, texts, daily, members = false } = props;
  const prefix = members ? 'members.' : '';
  const figures = (row: Row) => (members ? (row.members ?? {}) : row) as Values;
  const now = figures(props.now);
  const format = useFormat();
  const { today } = useView().directory.account;
  const before = useDailyBefore(daily);
  const days = daysOf(daily, today, before);
  const seriesFrom = (chart: Chart, rows: typeof daily) =>
    dailySeries(figuresOfChart(chart), texts, rows.map(figures), now, format).map((series) => ({
      ...series,
      key: prefix + series.key,
    }));
  return (
    <>
      {lacksFigures({ specs }, { specs: now }) && <RebuildNote />}
      <Tiles>
        {nowFirst(specs).map(([key, spec]) => {
          const { unit, now: ofNow } = spec;
          const { label, note } = textOf(texts, key);
          const names = changeNames(section, 'root', prefix + key);
          const value = now[key] ?? null;
          return ofNow ? (
            <Tile key={key} label={label} name={names.figure} value={value} unit={unit}>
              {note}
            </Tile>
          ) : (
            <ChangeTile
              key={key}
              label={label}
              names={names}
              value={value}
              compared={comparedAt(props.answer, prefix + key)}
              unit={unit}
              uncounted={isUncounted(spec, key, now)}
            />
          );
        })}
      </Tiles>
      <ChartViews charts={CHARTS.filter((chart) => chart in specs)} labelOf={(chart) => textOf(texts, chart).label}>
        {(chart) => (
          <DayChart
            name={`${section}.daily.${chart}`}
            figures={`${section}.daily`}
            title={texts[chart].perDay}
            days={days}
            series={besideBefore(seriesFrom(chart, daily), before && seriesFrom(chart, before), days, format)}
            unit={specs[chart]?.unit ?? 'count'}
            height={300}
          />
        )}
      </ChartViews>
    </>
  );
}

/** The figures of now stand before those of the period. */
export function nowFirst(specs: SpecTable): [key: string, spec: FigureSpec][] {
  const lines = linesOf(specs);
  return [...lines.filter(([, { now }]) => now), ...lines.filter(([, { now }]) => !now)];
}
