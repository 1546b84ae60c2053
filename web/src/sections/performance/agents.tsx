import { SectionCard } from '../../spec/section-card';
import { useText } from '../../text/context';
import { AgentsTable } from './agents-table';
import { agents } from './spec';

export function Agents() {
  const t = useText(agents.text);
  return (
    <SectionCard spec={agents} skeleton="table">
      {(answer) =>
        answer.agents.length > 0 ? (
          <AgentsTable label={t.title} rows={answer.agents} />
        ) : (
          <p class="nothing">{t.nobody}</p>
        )
      }
    </SectionCard>
  );
}
