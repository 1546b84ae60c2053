import { useAnswer } from '../../api/answers';
import { countSeries } from '../../charts/build';
import { DayChart } from '../../charts/day-chart';
import { daysOf } from '../../charts/series';
import { StatusBar } from '../../charts/status-bar';
import { ExportMenu } from '../../export/export-menu';
import { Section } from '../../figures/section';
import { Against, Tile, Tiles } from '../../figures/tile';
import { useFormat, useText } from '../../text/context';
import { useQuery, useView } from '../../view/context';
import { text } from './text';

/** In other colours than the chart's, which shows other figures. */
const STATUSES = [
  { status: 'unassigned', colour: 2 },
  { status: 'assigned', colour: 3 },
  { status: 'resolved', colour: 5 },
] as const;

export function Conversations() {
  const t = useText(text);
  const format = useFormat();
  const { today } = useView().directory.account;
  const loaded = useAnswer('/v1/conversations', { query: useQuery() });
  const d = t.definitions;
  return (
    <Section
      name="conversations"
      title={t.title}
      label={t.title}
      dates={loaded.answer && format.range(loaded.answer.period.from, loaded.answer.period.to)}
      definitions={[
        [t.total, d.total],
        ...STATUSES.map(({ status }) => [t[status], d[status]] as const),
        [t.new_sessions, d.new_sessions],
        [t.active_sessions, d.active_sessions],
      ]}
      loaded={loaded}
      actions={<ExportMenu section={{ section: 'conversations' }} label={t.title} />}
    >
      {({ active, totals, previous, daily }) => (
        <>
          <div>
            <Tiles>
              <Tile label={t.total} name="conversations.active.total" value={format.count(active.total)}>
                {t.now}
              </Tile>
              {STATUSES.map(({ status, colour }) => (
                <Tile
                  key={status}
                  label={t[status]}
                  name={`conversations.active.${status}`}
                  value={format.count(active[status])}
                  colour={colour}
                >
                  {t.now}
                </Tile>
              ))}
            </Tiles>
            <StatusBar
              label={t.parts(
                format.count(active.unassigned),
                format.count(active.assigned),
                format.count(active.resolved),
              )}
              parts={STATUSES.map(({ status, colour }) => ({ value: active[status], colour }))}
            />
          </div>
          <Tiles>
            <Tile
              label={t.new_sessions}
              name="conversations.totals.new_sessions"
              value={format.count(totals.new_sessions)}
            >
              <Against
                name="conversations.new_sessions"
                previousName="conversations.previous.new_sessions"
                now={totals.new_sessions}
                previous={previous.new_sessions}
                previousText={format.count(previous.new_sessions)}
              />
            </Tile>
          </Tiles>
          <DayChart
            name="conversations.daily"
            title={t.chart}
            days={daysOf(daily, today)}
            series={[
              countSeries(
                { key: 'new_sessions', label: t.new_sessions, colour: 1, drawn: 'bar' },
                daily,
                (row) => row.new_sessions,
                format,
              ),
              countSeries(
                { key: 'active_sessions', label: t.active_sessions, colour: 4, drawn: 'line' },
                daily,
                (row) => row.active_sessions,
                format,
              ),
            ]}
            unit="count"
            total={({ key }) => (key === 'new_sessions' ? format.count(totals.new_sessions) : null)}
          />
        </>
      )}
    </Section>
  );
}
