import { Tiles } from '../../figures/tile';
import { DailyChart } from '../../spec/daily-chart';
import { PartsBar } from '../../spec/parts-bar';
import { SectionCard } from '../../spec/section-card';
import { NoteTiles, TotalTiles } from '../../spec/tiles';
import { useFormat, useText } from '../../text/context';
import { contacts } from './spec';

export function Contacts() {
  const t = useText(contacts.text);
  const format = useFormat();
  return (
    <SectionCard spec={contacts}>
      {(answer) => (
        <>
          <div>
            <Tiles>
              <NoteTiles spec={contacts} place="root" answer={answer} />
            </Tiles>
            <PartsBar
              spec={contacts}
              place="root"
              answer={answer}
              label={t.parts(format.count(answer.active_customers), format.count(answer.idle_customers))}
            />
          </div>
          <Tiles>
            <TotalTiles spec={contacts} answer={answer} plain />
          </Tiles>
          <DailyChart spec={contacts} answer={answer} />
        </>
      )}
    </SectionCard>
  );
}
