import { RankChart } from '../../charts/rank-chart';
import { Tiles } from '../../figures/tile';
import { DailyChart } from '../../spec/daily-chart';
import { rankedBy } from '../../spec/ranked';
import { definitionOf } from '../../spec/section';
import { SectionCard } from '../../spec/section-card';
import { TotalTiles } from '../../spec/tiles';
import { useFormat, useText } from '../../text/context';
import { flows } from './spec';

export function Flows() {
  const t = useText(flows.text);
  const format = useFormat();
  return (
    <SectionCard spec={flows} definitions={[definitionOf(t.popular)]}>
      {(answer) => (
        <>
          <Tiles>
            <TotalTiles spec={flows} answer={answer} />
          </Tiles>
          <div class="charts-beside">
            <DailyChart spec={flows} answer={answer} height={280} />
            <RankChart
              name="flows.popular"
              title={t.popular.label}
              valueLabel={t.figures.times_triggered.label}
              nothing={t.noFlows}
              rows={rankedBy(
                answer.popular,
                'flows.popular',
                ['times_triggered', flows.figures.popular.times_triggered],
                ({ flow_id, name, times_triggered }) => ({
                  id: flow_id,
                  label: name ?? flow_id,
                  value: times_triggered,
                }),
                format,
              )}
            />
          </div>
        </>
      )}
    </SectionCard>
  );
}
