import { useAnswer } from '../../api/answers';
import type { TeamRow } from '../../api/client';
import { ExportMenu } from '../../export/export-menu';
import { Figure } from '../../figures/figure';
import { Section } from '../../figures/section';
import { type Column, SortableTable } from '../../figures/sortable-table';
import { useFormat, useText } from '../../text/context';
import { useQuery, useView } from '../../view/context';
import { ViewLink } from '../../view/view-link';
import { MembersChoice } from './members-choice';
import { text } from './text';

const COUNTS = ['messages_sent', 'times_assigned', 'active_sessions'] as const;

export function Teams() {
  const t = useText(text);
  const format = useFormat();
  const { address } = useView();
  const loaded = useAnswer('/v1/performance/teams', { query: useQuery() });
  const columns: Column<TeamRow>[] = [
    {
      key: 'name',
      label: t.team,
      value: nameOf,
      cell: (row) => <ViewLink to={{ ...address, detail: { kind: 'team', id: row.team_id } }}>{nameOf(row)}</ViewLink>,
    },
    ...COUNTS.map((key) => {
      const value = (row: TeamRow) => (address.allMembers ? row.members[key] : row[key]);
      return {
        key,
        label: t[key],
        value,
        cell: (row: TeamRow) => (
          <Figure
            name={`teams.${row.team_id}.${address.allMembers ? 'members.' : ''}${key}`}
            value={format.count(value(row))}
          />
        ),
      };
    }),
  ];
  return (
    <Section
      name="teams"
      title={t.teams}
      label={t.teams}
      dates={loaded.answer && format.range(loaded.answer.period.from, loaded.answer.period.to)}
      definitions={[
        ...COUNTS.map((term) => [t[term], t.definitions[term]] as const),
        [t.teamItself, t.definitions.teamItself],
        [t.allMembers, t.definitions.allMembers],
      ]}
      loaded={loaded}
      actions={
        <>
          <MembersChoice />
          <ExportMenu section={{ section: 'teams' }} label={t.teams} />
        </>
      }
      skeleton="table"
    >
      {({ teams }) =>
        teams.length > 0 ? (
          <SortableTable
            label={t.teams}
            columns={columns}
            rows={teams}
            rowKey={(row) => row.team_id}
            first={{ column: 'messages_sent', descending: true }}
          />
        ) : (
          <p class="nothing">{t.noTeams}</p>
        )
      }
    </Section>
  );
}

function nameOf(row: TeamRow): string {
  return row.name ?? row.team_id;
}
