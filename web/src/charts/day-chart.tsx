import { Fragment } from 'preact';
import { useId, useState } from 'preact/hooks';
import { Figure, NoData } from '../figures/figure';
import { Icon } from '../figures/icon';
import { TableFrame } from '../figures/table-frame';
import { useFormat, useText } from '../text/context';
import type { Unit } from '../text/format';
import { Plot } from './plot';
import { type Days, type Series, todayDrawn } from './series';
import { summaryOf } from './summary';
import { text } from './text';

interface DayChartProps {
  /** `section.daily`, or more where a section has several. */
  name: string;
  /** What its figures' names begin with; `name` unless it says more. */
  figures?: string;
  title: string;
  days: Days;
  series: readonly Series[];
  unit: Unit;
  height?: number;
}

/** Figures by day as a picture, in words, and as a table with every row. */
export function DayChart({ name, figures = name, title, days, series, unit, height = 220 }: DayChartProps) {
  const format = useFormat();
  const id = useId();
  const [asTable, setAsTable] = useState(false);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const drawn = series.filter((each) => each.drawn !== 'table');
  const shown = series.filter((each) => !hidden.has(each.key));

  const toggle = (key: string) => {
    const next = new Set(hidden);
    if (!next.delete(key)) next.add(key);
    // The last series on view stays.
    if (next.size < drawn.length) setHidden(next);
  };

  return (
    <figure class="chart" data-chart={name} aria-labelledby={`${id}-title`} aria-describedby={`${id}-summary`}>
      <div class="chart-header">
        <h3 id={`${id}-title`}>{title}</h3>
        {!asTable && (
          <Legend
            title={title}
            series={drawn}
            hidden={hidden}
            toggle={toggle}
            today={todayDrawn(days, shown)}
            before={days.before && (drawn.some((each) => each.drawn === 'bar') ? 'bar' : 'line')}
          />
        )}
        <TableToggle title={title} asTable={asTable} toggle={() => setAsTable(!asTable)} />
      </div>
      <p id={`${id}-summary`} class="visually-hidden">
        {summaryOf(title, days, series, format)}
      </p>
      {asTable ? (
        <DayTable figures={figures} title={title} days={days} series={series} />
      ) : (
        <Plot title={title} days={days} series={shown} unit={unit} height={height} />
      )}
    </figure>
  );
}

export function TableToggle({ title, asTable, toggle }: { title: string; asTable: boolean; toggle: () => void }) {
  const t = useText(text);
  return (
    <button
      type="button"
      class="quiet-button table-toggle"
      aria-label={asTable ? t.asChart(title) : t.asTable(title)}
      onClick={toggle}
    >
      <Icon name={asTable ? 'chart' : 'table'} />
      <span>{asTable ? t.showChart : t.showTable}</span>
    </button>
  );
}

interface LegendProps {
  title: string;
  series: readonly Series[];
  hidden: ReadonlySet<string>;
  toggle: (key: string) => void;
  /** How the chart marks today. */
  today: 'bar' | 'line' | null;
  /** How the chart draws the days before, where it has them. */
  before: 'bar' | 'line' | undefined;
}

/** Names the series, and hides those that are in the way. */
function Legend({ title, series, hidden, toggle, today, before }: LegendProps) {
  const t = useText(text);
  return (
    <fieldset class="legend" aria-label={t.legend(title)}>
      {series.length > 1 &&
        series.map(({ key, label, colour, drawn }) => (
          <button
            key={key}
            type="button"
            class="legend-item"
            aria-pressed={!hidden.has(key)}
            onClick={() => toggle(key)}
          >
            <span class={`swatch swatch-${drawn} series-${colour}`} aria-hidden="true" />
            {label}
          </button>
        ))}
      {before && (
        <span class="legend-note">
          <span class={before === 'bar' ? 'swatch swatch-before' : 'swatch swatch-line-before'} aria-hidden="true" />
          {t.before}
        </span>
      )}
      {today && (
        <span class="legend-note">
          {today === 'bar' ? (
            <span class="swatch swatch-today" aria-hidden="true" />
          ) : (
            <svg class="line-today" width="18" height="10" aria-hidden="true" focusable="false">
              <path class="line unfinished" d="M1 5h10" />
              <circle class="point unfinished" cx="14" cy="5" r="3" />
            </svg>
          )}
          {t.todayDrawn}
        </span>
      )}
    </fieldset>
  );
}

/** Every row of the chart, the latest first. */
function DayTable({
  figures,
  title,
  days,
  series,
}: {
  figures: string;
  title: string;
  days: Days;
  series: readonly Series[];
}) {
  const t = useText(text);
  const format = useFormat();
  const before = figures.replace(/[.]daily$/, '.before');
  const rows = days.dates.map((date, index) => ({ date, index })).reverse();
  return (
    <TableFrame label={t.rows(title)} low>
      <thead>
        <tr>
          <th scope="col">{t.date}</th>
          {series.map((each) => (
            <Fragment key={each.key}>
              <th scope="col" class="number">
                {each.label}
              </th>
              {each.before && (
                <>
                  <th scope="col" class="number">
                    {t.beforeOf(each.label)}
                  </th>
                  <th scope="col" class="number" aria-label={`${each.label}, ${t.difference}`}>
                    {t.difference}
                  </th>
                </>
              )}
            </Fragment>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ date, index }) => (
          <tr key={date}>
            <th scope="row">
              <time dateTime={date}>{format.dayDate(date)}</time>
              {index === days.today && <span class="row-note">{t.today}</span>}
            </th>
            {series.map((each) => (
              <Fragment key={each.key}>
                <td class="number">
                  <Figure
                    name={`${figures}.${date}.${each.key}`}
                    value={each.texts[index] ?? null}
                    uncounted={each.uncounted?.[index]}
                  />
                  {each.fillers?.[index] && (
                    <span class="filler" aria-hidden="true">
                      {each.fillers[index]}
                    </span>
                  )}
                </td>
                {each.before && (
                  <>
                    <td class="number">
                      <Figure
                        name={`${before}.${days.before?.[index]}.${each.key}`}
                        value={each.before.texts[index] ?? null}
                      />
                    </td>
                    <td class="number">
                      {each.differences?.[index] ?? (index === days.today ? t.notOver : <NoData />)}
                    </td>
                  </>
                )}
              </Fragment>
            ))}
          </tr>
        ))}
      </tbody>
    </TableFrame>
  );
}
