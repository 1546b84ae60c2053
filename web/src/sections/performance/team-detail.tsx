import { useAnswer } from '../../api/answers';
import { ExportMenu } from '../../export/export-menu';
import { useComparedDays } from '../../figures/compared-days';
import { Section } from '../../figures/section';
import { BeforeContext, useDaysBefore } from '../../spec/days-before';
import { definitionOf, definitionsOf } from '../../spec/section';
import { useFormat, useText } from '../../text/context';
import { useQuery, useView } from '../../view/context';
import { AgentsTable } from './agents-table';
import { DetailFigures, nowFirst } from './detail-figures';
import { MembersChoice } from './members-choice';
import { TEAM_FIGURES, teams } from './spec';

export function TeamDetail({ id }: { id: string }) {
  const t = useText(teams.text);
  const format = useFormat();
  const { directory, address } = useView();
  const loaded = useAnswer('/v1/performance/teams/{team_id}', { path: { team_id: id }, query: useQuery() });
  const before = useDaysBefore('/v1/performance/teams/{team_id}', { path: { team_id: id }, compares: true });
  const name = directory.teams.find((team) => team.id === id)?.name ?? id;
  const { allMembers } = address;
  return (
    <Section
      name="team"
      title={
        <>
          <span class="kind">{t.team}</span> {name}
        </>
      }
      label={allMembers ? t.membersDetail(name) : t.detail(name)}
      compared={useComparedDays(loaded.answer)}
      dates={loaded.answer && format.range(loaded.answer.period.from, loaded.answer.period.to)}
      definitions={[
        ...definitionsOf(nowFirst(TEAM_FIGURES), t.figures),
        definitionOf(t.teamItself),
        definitionOf(t.allMembers),
      ]}
      loaded={loaded}
      actions={
        <>
          <MembersChoice />
          <ExportMenu section={{ section: 'team', team_id: id }} label={t.detail(name)} />
        </>
      }
    >
      {(answer) => (
        <BeforeContext.Provider value={before}>
          <DetailFigures
            section="team"
            specs={TEAM_FIGURES}
            texts={t.figures}
            now={answer.team}
            answer={answer}
            daily={answer.daily}
            members={allMembers}
          />
          <h3 class="members-heading">{t.members}</h3>
          {answer.agents.length > 0 ? (
            <AgentsTable label={t.agentsOf(name)} rows={answer.agents} />
          ) : (
            <p class="nothing">{t.noMembers}</p>
          )}
        </BeforeContext.Provider>
      )}
    </Section>
  );
}
