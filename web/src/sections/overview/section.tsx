import { useAnswer } from '../../api/answers';
import { ExportMenu } from '../../export/export-menu';
import { Section } from '../../figures/section';
import { Tile, Tiles } from '../../figures/tile';
import { useFormat, useText } from '../../text/context';
import { useView } from '../../view/context';
import { text } from './text';

/** What stands now, and the messages of the last 7 days, whatever the period. */
export function Overview() {
  const t = useText(text);
  const format = useFormat();
  const { inboxId } = useView().address;
  const loaded = useAnswer('/v1/overview', { query: inboxId === null ? {} : { inbox_id: inboxId } });
  const d = t.definitions;
  return (
    <Section
      name="overview"
      title={t.title}
      label={t.title}
      dates={loaded.answer && t.lastDays}
      definitions={[
        [t.activeSessions, d.activeSessions],
        [t.contacts, d.contacts],
        [t.messagesSent, d.messagesSent],
        [t.messagesReceived, d.messagesReceived],
        [t.broadcastsSent, d.broadcastsSent],
      ]}
      loaded={loaded}
      actions={<ExportMenu section={{ section: 'overview' }} label={t.title} />}
      skeleton="tiles"
    >
      {(answer) => (
        <>
          {inboxId === null && answer.contacts + answer.messages_sent + answer.messages_received === 0 && (
            <div class="empty-account">
              <p class="empty-title">{t.emptyTitle}</p>
              <p>{t.empty}</p>
            </div>
          )}
          <Tiles>
            <Tile label={t.activeSessions} name="overview.active_sessions" value={format.count(answer.active_sessions)}>
              {t.now}
            </Tile>
            <Tile label={t.contacts} name="overview.contacts" value={format.count(answer.contacts)}>
              {t.everKnown}
            </Tile>
            <Tile label={t.messagesSent} name="overview.messages_sent" value={format.count(answer.messages_sent)}>
              {t.sevenDays}
            </Tile>
            <Tile
              label={t.messagesReceived}
              name="overview.messages_received"
              value={format.count(answer.messages_received)}
            >
              {t.sevenDays}
            </Tile>
            <Tile label={t.broadcastsSent} name="overview.broadcasts_sent" value={format.count(answer.broadcasts_sent)}>
              {t.sevenDays}
            </Tile>
          </Tiles>
        </>
      )}
    </Section>
  );
}
