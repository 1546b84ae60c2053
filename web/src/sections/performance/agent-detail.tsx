import { useAnswer } from '../../api/answers';
import { countSeries, meanSeries } from '../../charts/build';
import { DayChart } from '../../charts/day-chart';
import { daysOf } from '../../charts/series';
import { ExportMenu } from '../../export/export-menu';
import { Section } from '../../figures/section';
import { Against, Tile, Tiles } from '../../figures/tile';
import { useFormat, useText } from '../../text/context';
import { METRICS } from '../../view/address';
import { useQuery, useView } from '../../view/context';
import { ChartViews } from './chart-views';
import { text } from './text';

const COUNTS = ['messages_sent', 'times_assigned', 'responses'] as const;

export function AgentDetail({ id }: { id: string }) {
  const t = useText(text);
  const format = useFormat();
  const { directory } = useView();
  const loaded = useAnswer('/v1/performance/agents/{agent_id}', { path: { agent_id: id }, query: useQuery() });
  const name = directory.agents.find((agent) => agent.id === id)?.name ?? id;
  const duration = (seconds: number | null) => (seconds === null ? null : format.duration(seconds));
  return (
    <Section
      name="agent"
      title={
        <>
          <span class="kind">{t.agent}</span> {name}
        </>
      }
      label={t.agentDetail(name)}
      dates={loaded.answer && format.range(loaded.answer.period.from, loaded.answer.period.to)}
      definitions={(['active_sessions', ...COUNTS, 'response_time_seconds'] as const).map((key) => [
        t[key],
        t.definitions[key],
      ])}
      loaded={loaded}
      actions={<ExportMenu section={{ section: 'agent', agent_id: id }} label={t.agentDetail(name)} />}
    >
      {({ agent, previous, daily }) => (
        <>
          <Tiles>
            <Tile label={t.active_sessions} name="agent.active_sessions" value={format.count(agent.active_sessions)}>
              {t.now}
            </Tile>
            {COUNTS.map((key) => (
              <Tile key={key} label={t[key]} name={`agent.${key}`} value={format.count(agent[key])}>
                <Against
                  name={`agent.${key}`}
                  previousName={`agent.previous.${key}`}
                  now={agent[key]}
                  previous={previous[key]}
                  previousText={format.count(previous[key])}
                />
              </Tile>
            ))}
            <Tile
              label={t.response_time_seconds}
              name="agent.response_time_seconds"
              value={duration(agent.response_time_seconds)}
            >
              <Against
                name="agent.response_time_seconds"
                previousName="agent.previous.response_time_seconds"
                now={agent.response_time_seconds}
                previous={previous.response_time_seconds}
                previousText={duration(previous.response_time_seconds)}
              />
            </Tile>
          </Tiles>
          <ChartViews metrics={METRICS}>
            {(metric) =>
              metric === 'response_time_seconds' ? (
                <DayChart
                  name={`agent.daily.${metric}`}
                  figures="agent.daily"
                  title={t.perDay[metric]}
                  days={daysOf(daily, directory.account.today)}
                  series={[
                    meanSeries(
                      { key: metric, label: t[metric], colour: 1, drawn: 'line' },
                      daily,
                      (row) => row.response_time_seconds,
                      (seconds) => format.duration(seconds),
                    ),
                    countSeries(
                      { key: 'responses', label: t.responses, colour: 0, drawn: 'table' },
                      daily,
                      (row) => row.responses,
                      format,
                    ),
                  ]}
                  unit="duration"
                  height={300}
                />
              ) : (
                <DayChart
                  name={`agent.daily.${metric}`}
                  figures="agent.daily"
                  title={t.perDay[metric]}
                  days={daysOf(daily, directory.account.today)}
                  series={[
                    countSeries(
                      {
                        key: metric,
                        label: t[metric],
                        colour: 1,
                        drawn: metric === 'active_sessions' ? 'line' : 'bar',
                      },
                      daily,
                      (row) => row[metric],
                      format,
                    ),
                  ]}
                  unit="count"
                  total={() => (metric === 'active_sessions' ? null : format.count(agent[metric]))}
                  height={300}
                />
              )
            }
          </ChartViews>
        </>
      )}
    </Section>
  );
}
