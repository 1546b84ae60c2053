import { useId, useState } from 'preact/hooks';
import { Figure } from '../figures/figure';
import { TableFrame } from '../figures/table-frame';
import { useText } from '../text/context';
import { TableToggle } from './day-chart';
import { text } from './text';

export interface Ranked {
  /** The whole name of its figure. */
  name: string;
  label: string;
  value: number;
  text: string;
}

interface RankChartProps {
  name: string;
  title: string;
  /** What the values are. */
  valueLabel: string;
  /** Shown in place of the bars when there are none. */
  nothing: string;
  rows: readonly Ranked[];
  /** The value of a bar that is as long as the chart is wide; the highest one's if left out. */
  whole?: number;
  /** What the chart shows, in words; its first row if left out. */
  summary?: string;
  /** Bars beside their names, for rows of few letters. */
  beside?: boolean;
}

/** Names with a bar each, the longest first. */
export function RankChart(props: RankChartProps) {
  const { name, title, valueLabel, nothing, rows, whole, summary, beside = false } = props;
  const t = useText(text);
  const id = useId();
  const [asTable, setAsTable] = useState(false);
  const highest = whole ?? (Math.max(...rows.map((row) => row.value)) || 1);
  const [first] = rows;
  return (
    <figure class="chart" data-chart={name} aria-labelledby={`${id}-title`} aria-describedby={`${id}-summary`}>
      <div class="chart-header">
        <h3 id={`${id}-title`}>{title}</h3>
        {first && <TableToggle title={title} asTable={asTable} toggle={() => setAsTable(!asTable)} />}
      </div>
      <p id={`${id}-summary`} class={first ? 'visually-hidden' : 'nothing'}>
        {first ? (summary ?? t.ranked(title, first.label, first.text)) : nothing}
      </p>
      {asTable ? (
        <TableFrame label={t.rows(title)} low>
          <thead>
            <tr>
              <th scope="col">{t.name}</th>
              <th scope="col" class="number">
                {valueLabel}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <th scope="row">{row.label}</th>
                <td class="number">
                  <Figure name={row.name} value={row.text} />
                </td>
              </tr>
            ))}
          </tbody>
        </TableFrame>
      ) : (
        <ol class={beside ? 'ranks ranks-beside' : 'ranks'}>
          {rows.map((row) => (
            <li key={row.name}>
              <span class="rank-label">{row.label}</span>
              <Figure name={row.name} value={row.text} />
              <svg class="rank-bar" width="100%" height="8" aria-hidden="true" focusable="false">
                <rect class="rank-ground" width="100%" height="8" rx="2" />
                <rect class="bar series-1" width={`${(row.value / highest) * 100}%`} height="8" rx="2" />
              </svg>
            </li>
          ))}
        </ol>
      )}
    </figure>
  );
}
