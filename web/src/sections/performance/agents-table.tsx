import type { AgentRow } from '../../api/client';
import { SortableTable } from '../../figures/sortable-table';
import { figureColumns } from '../../spec/columns';
import { useFormat, useText } from '../../text/context';
import { useView } from '../../view/context';
import { ViewLink } from '../../view/view-link';
import { AGENT_FIGURES, agents } from './spec';

/** Agents with their figures, each leading to its detail. */
export function AgentsTable({ label, rows }: { label: string; rows: readonly AgentRow[] }) {
  const t = useText(agents.text);
  const format = useFormat();
  const { address } = useView();
  return (
    <SortableTable
      label={label}
      columns={[
        {
          key: 'name',
          label: t.agent,
          value: nameOf,
          cell: (row) => (
            <ViewLink to={{ ...address, detail: { kind: 'agent', id: row.agent_id } }}>{nameOf(row)}</ViewLink>
          ),
        },
        ...figureColumns<AgentRow>(
          AGENT_FIGURES,
          t.figures,
          ({ agent_id, name, ...values }) => ({ name: `agents.${agent_id}`, values }),
          format,
        ),
      ]}
      rows={rows}
      rowKey={(row) => row.agent_id}
      first={{ column: 'messages_sent', descending: true }}
    />
  );
}

/** An agent that the directory no longer lists has figures, but no name. */
function nameOf(row: AgentRow): string {
  return row.name ?? row.agent_id;
}
