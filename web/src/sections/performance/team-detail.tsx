import { useAnswer } from '../../api/answers';
import { countSeries } from '../../charts/build';
import { DayChart } from '../../charts/day-chart';
import { daysOf } from '../../charts/series';
import { ExportMenu } from '../../export/export-menu';
import { Section } from '../../figures/section';
import { Against, Tile, Tiles } from '../../figures/tile';
import { useFormat, useText } from '../../text/context';
import { useQuery, useView } from '../../view/context';
import { AgentsTable } from './agents-table';
import { ChartViews } from './chart-views';
import { MembersChoice } from './members-choice';
import { text } from './text';

const METRICS = ['active_sessions', 'times_assigned', 'messages_sent'] as const;
const COUNTS = ['messages_sent', 'times_assigned'] as const;

export function TeamDetail({ id }: { id: string }) {
  const t = useText(text);
  const format = useFormat();
  const { directory, address } = useView();
  const loaded = useAnswer('/v1/performance/teams/{team_id}', { path: { team_id: id }, query: useQuery() });
  const name = directory.teams.find((team) => team.id === id)?.name ?? id;
  const { allMembers } = address;
  const prefix = allMembers ? 'members.' : '';
  return (
    <Section
      name="team"
      title={
        <>
          <span class="kind">{t.team}</span> {name}
        </>
      }
      label={allMembers ? t.teamMembersDetail(name) : t.teamDetail(name)}
      dates={loaded.answer && format.range(loaded.answer.period.from, loaded.answer.period.to)}
      definitions={[
        ...METRICS.map((key) => [t[key], t.definitions[key]] as const),
        [t.teamItself, t.definitions.teamItself],
        [t.allMembers, t.definitions.allMembers],
      ]}
      loaded={loaded}
      actions={
        <>
          <MembersChoice />
          <ExportMenu section={{ section: 'team', team_id: id }} label={t.teamDetail(name)} />
        </>
      }
    >
      {({ team, previous, daily, agents }) => {
        const now = allMembers ? team.members : team;
        const before = allMembers ? previous.members : previous;
        return (
          <>
            <Tiles>
              <Tile
                label={t.active_sessions}
                name={`team.${prefix}active_sessions`}
                value={format.count(now.active_sessions)}
              >
                {t.now}
              </Tile>
              {COUNTS.map((key) => (
                <Tile key={key} label={t[key]} name={`team.${prefix}${key}`} value={format.count(now[key])}>
                  <Against
                    name={`team.${prefix}${key}`}
                    previousName={`team.previous.${prefix}${key}`}
                    now={now[key]}
                    previous={before[key]}
                    previousText={format.count(before[key])}
                  />
                </Tile>
              ))}
            </Tiles>
            <ChartViews metrics={METRICS}>
              {(metric) =>
                metric !== 'response_time_seconds' && (
                  <DayChart
                    name={`team.daily.${metric}`}
                    figures="team.daily"
                    title={t.perDay[metric]}
                    days={daysOf(daily, directory.account.today)}
                    series={[
                      countSeries(
                        {
                          key: `${prefix}${metric}`,
                          label: t[metric],
                          colour: 1,
                          drawn: metric === 'active_sessions' ? 'line' : 'bar',
                        },
                        daily,
                        (row) => (allMembers ? row.members : row)[metric],
                        format,
                      ),
                    ]}
                    unit="count"
                    total={() => (metric === 'active_sessions' ? null : format.count(now[metric]))}
                    height={300}
                  />
                )
              }
            </ChartViews>
            <h3 class="members-heading">{t.members}</h3>
            {agents.length > 0 ? (
              <AgentsTable label={t.agentsOf(name)} agents={agents} />
            ) : (
              <p class="nothing">{t.noMembers}</p>
            )}
          </>
        );
      }}
    </Section>
  );
}
