import type { HourOfWeek } from '../../api/client';
import { HeatMap } from '../../charts/heat-map';
import { Choice } from '../../figures/choice';
import { SortableTable } from '../../figures/sortable-table';
import { figureColumns } from '../../spec/columns';
import { SectionCard } from '../../spec/section-card';
import { useFormat, useText } from '../../text/context';
import { useView } from '../../view/context';
import { HOURS_FIGURES, type HoursFigure, hours } from './spec';

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

export function Hours() {
  return (
    <SectionCard spec={hours}>
      {/* Where they are not counted yet, the card says so, and there is nothing to draw. */}
      {(answer) => answer.hours[0]?.received !== null && <HoursOfWeek rows={answer.hours} />}
    </SectionCard>
  );
}

function HoursOfWeek({ rows }: { rows: readonly HourOfWeek[] }) {
  const t = useText(hours.text);
  const format = useFormat();
  const { address, amend } = useView();
  const figure = (address.hours ?? HOURS_FIGURES[0]) as HoursFigure;
  const labelOf = ({ weekday, hour }: HourOfWeek) => t.at(format.weekday(weekday, 'long'), format.hour(hour));
  return (
    <HeatMap
      name="hours.hours"
      title={t.map}
      valueLabel={t.figures[figure].label}
      nothing={t.nothing}
      rows={WEEKDAYS.map((weekday) => format.weekday(weekday, 'short'))}
      columns={HOURS.map((hour) => String(hour).padStart(2, '0'))}
      cells={rows.map((row) => ({ label: labelOf(row), value: row[figure] ?? 0 }))}
      choice={
        <Choice
          label={t.shown}
          options={HOURS_FIGURES.map((key) => ({ value: key, label: t.figures[key].label }))}
          chosen={figure}
          choose={(next) => amend({ ...address, hours: next === HOURS_FIGURES[0] ? null : next })}
        />
      }
      table={() => (
        <SortableTable
          label={t.map}
          low
          columns={[
            {
              key: 'hour',
              label: t.hour,
              value: ({ weekday, hour }) => weekday * 24 + hour,
              cell: labelOf,
            },
            ...figureColumns<HourOfWeek>(
              hours.figures.hours,
              t.figures,
              ({ weekday, hour, ...values }) => ({ name: `hours.hours.${weekday}.${hour}`, values }),
              format,
            ),
          ]}
          rows={rows}
          rowKey={({ weekday, hour }) => `${weekday} ${hour}`}
          first={{ column: 'hour', descending: false }}
        />
      )}
    />
  );
}
