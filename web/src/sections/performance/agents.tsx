import { useAnswer } from '../../api/answers';
import { ExportMenu } from '../../export/export-menu';
import { Section } from '../../figures/section';
import { useFormat, useText } from '../../text/context';
import { useQuery } from '../../view/context';
import { AgentsTable } from './agents-table';
import { text } from './text';

export function Agents() {
  const t = useText(text);
  const format = useFormat();
  const loaded = useAnswer('/v1/performance/agents', { query: useQuery() });
  const terms = ['messages_sent', 'times_assigned', 'active_sessions', 'responses', 'response_time_seconds'] as const;
  return (
    <Section
      name="agents"
      title={t.agents}
      label={t.agents}
      dates={loaded.answer && format.range(loaded.answer.period.from, loaded.answer.period.to)}
      definitions={terms.map((term) => [t[term], t.definitions[term]])}
      loaded={loaded}
      actions={<ExportMenu section={{ section: 'agents' }} label={t.agents} />}
      skeleton="table"
    >
      {({ agents }) =>
        agents.length > 0 ? <AgentsTable label={t.agents} agents={agents} /> : <p class="nothing">{t.noAgents}</p>
      }
    </Section>
  );
}
