import { Tiles } from '../../figures/tile';
import { DailyChart } from '../../spec/daily-chart';
import { SectionCard } from '../../spec/section-card';
import { NoteTiles, TotalTiles } from '../../spec/tiles';
import { useText } from '../../text/context';
import { useView } from '../../view/context';
import { payment } from './spec';

export function Payment() {
  const t = useText(payment.text);
  const { inboxId } = useView().address;
  return (
    <SectionCard spec={payment}>
      {(answer) => (
        <>
          <Tiles>
            <NoteTiles spec={payment} place="root" answer={answer} />
            <TotalTiles spec={payment} answer={answer} />
          </Tiles>
          {inboxId !== null && <p class="note">{t.inboxNote}</p>}
          <DailyChart spec={payment} answer={answer} height={240} />
        </>
      )}
    </SectionCard>
  );
}
