import type { TeamRow } from '../../api/client';
import { SortableTable } from '../../figures/sortable-table';
import { figureColumns } from '../../spec/columns';
import { definitionOf } from '../../spec/section';
import { SectionCard } from '../../spec/section-card';
import { useFormat, useText } from '../../text/context';
import { useView } from '../../view/context';
import { ViewLink } from '../../view/view-link';
import { MembersChoice } from './members-choice';
import { TEAM_FIGURES, teams } from './spec';

export function Teams() {
  const t = useText(teams.text);
  const format = useFormat();
  const { address } = useView();
  return (
    <SectionCard
      spec={teams}
      definitions={[definitionOf(t.teamItself), definitionOf(t.allMembers)]}
      actions={<MembersChoice />}
      skeleton="table"
    >
      {(answer) =>
        answer.teams.length > 0 ? (
          <SortableTable
            label={t.title}
            columns={[
              {
                key: 'name',
                label: t.team,
                value: nameOf,
                cell: (row) => (
                  <ViewLink to={{ ...address, detail: { kind: 'team', id: row.team_id } }}>{nameOf(row)}</ViewLink>
                ),
              },
              ...figureColumns<TeamRow>(
                TEAM_FIGURES,
                t.figures,
                ({ team_id, name, members, ...values }) =>
                  address.allMembers
                    ? { name: `teams.${team_id}.members`, values: members }
                    : { name: `teams.${team_id}`, values },
                format,
              ),
            ]}
            rows={answer.teams}
            rowKey={(row) => row.team_id}
            first={{ column: 'messages_sent', descending: true }}
          />
        ) : (
          <p class="nothing">{t.none}</p>
        )
      }
    </SectionCard>
  );
}

function nameOf(row: TeamRow): string {
  return row.name ?? row.team_id;
}
