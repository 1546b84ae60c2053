import { Tiles } from '../../figures/tile';
import { SectionCard } from '../../spec/section-card';
import { NoteTiles } from '../../spec/tiles';
import { useText } from '../../text/context';
import { useView } from '../../view/context';
import { overview } from './spec';

/** What stands now, and the messages of the last 7 days, whatever the period. */
export function Overview() {
  const t = useText(overview.text);
  const { inboxId } = useView().address;
  return (
    <SectionCard spec={overview} skeleton="tiles">
      {(answer) => (
        <>
          {inboxId === null && answer.contacts + answer.messages_sent + answer.messages_received === 0 && (
            <div class="empty-account">
              <p class="empty-title">{t.emptyTitle}</p>
              <p>{t.empty}</p>
            </div>
          )}
          <Tiles>
            <NoteTiles spec={overview} place="root" answer={answer} />
          </Tiles>
        </>
      )}
    </SectionCard>
  );
}
