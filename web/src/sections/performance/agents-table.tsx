import type { AgentRow } from '../../api/client';
import { Figure } from '../../figures/figure';
import { type Column, SortableTable } from '../../figures/sortable-table';
import { useFormat, useText } from '../../text/context';
import { useView } from '../../view/context';
import { ViewLink } from '../../view/view-link';
import { text } from './text';

const COUNTS = ['messages_sent', 'times_assigned', 'active_sessions', 'responses'] as const;

/** Agents with their figures, each leading to its detail. */
export function AgentsTable({ label, agents }: { label: string; agents: readonly AgentRow[] }) {
  const t = useText(text);
  const format = useFormat();
  const { address } = useView();
  const columns: Column<AgentRow>[] = [
    {
      key: 'name',
      label: t.agent,
      value: nameOf,
      cell: (row) => (
        <ViewLink to={{ ...address, detail: { kind: 'agent', id: row.agent_id } }}>{nameOf(row)}</ViewLink>
      ),
    },
    ...COUNTS.map((key) => ({
      key,
      label: t[key],
      value: (row: AgentRow) => row[key],
      cell: (row: AgentRow) => <Figure name={`agents.${row.agent_id}.${key}`} value={format.count(row[key])} />,
    })),
    {
      key: 'response_time_seconds',
      label: t.response_time_seconds,
      value: (row) => row.response_time_seconds,
      cell: (row) => (
        <Figure
          name={`agents.${row.agent_id}.response_time_seconds`}
          value={row.response_time_seconds === null ? null : format.duration(row.response_time_seconds)}
        />
      ),
    },
  ];
  return (
    <SortableTable
      label={label}
      columns={columns}
      rows={agents}
      rowKey={(row) => row.agent_id}
      first={{ column: 'messages_sent', descending: true }}
    />
  );
}

/** An agent that the directory no longer lists has figures, but no name. */
function nameOf(row: AgentRow): string {
  return row.name ?? row.agent_id;
}
