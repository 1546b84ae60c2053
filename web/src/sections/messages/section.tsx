import { Tiles } from '../../figures/tile';
import { DailyChart } from '../../spec/daily-chart';
import { SectionCard } from '../../spec/section-card';
import { TotalTiles } from '../../spec/tiles';
import { messages } from './spec';

export function Messages() {
  return (
    <SectionCard spec={messages}>
      {(answer) => (
        <>
          <Tiles>
            <TotalTiles spec={messages} answer={answer} />
          </Tiles>
          <DailyChart spec={messages} answer={answer} height={260} />
        </>
      )}
    </SectionCard>
  );
}
