import { useAnswer } from '../../api/answers';
import { ExportMenu } from '../../export/export-menu';
import { useComparedDays } from '../../figures/compared-days';
import { Section } from '../../figures/section';
import { BeforeContext, useDaysBefore } from '../../spec/days-before';
import { definitionsOf } from '../../spec/section';
import { useFormat, useText } from '../../text/context';
import { useQuery, useView } from '../../view/context';
import { DetailFigures, nowFirst } from './detail-figures';
import { AGENT_FIGURES, agents } from './spec';

export function AgentDetail({ id }: { id: string }) {
  const t = useText(agents.text);
  const format = useFormat();
  const { directory } = useView();
  const loaded = useAnswer('/v1/performance/agents/{agent_id}', { path: { agent_id: id }, query: useQuery() });
  const before = useDaysBefore('/v1/performance/agents/{agent_id}', { path: { agent_id: id }, compares: true });
  const name = directory.agents.find((agent) => agent.id === id)?.name ?? id;
  return (
    <Section
      name="agent"
      title={
        <>
          <span class="kind">{t.agent}</span> {name}
        </>
      }
      label={t.detail(name)}
      compared={useComparedDays(loaded.answer)}
      dates={loaded.answer && format.range(loaded.answer.period.from, loaded.answer.period.to)}
      definitions={definitionsOf(nowFirst(AGENT_FIGURES), t.figures)}
      loaded={loaded}
      actions={<ExportMenu section={{ section: 'agent', agent_id: id }} label={t.detail(name)} />}
    >
      {(answer) => (
        <BeforeContext.Provider value={before}>
          <DetailFigures
            section="agent"
            specs={AGENT_FIGURES}
            texts={t.figures}
            now={answer.agent}
            answer={answer}
            daily={answer.daily}
          />
        </BeforeContext.Provider>
      )}
    </Section>
  );
}
