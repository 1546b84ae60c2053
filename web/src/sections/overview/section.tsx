import type { ComponentChildren } from 'preact';
import { useAnswer } from '../../api/answers';
import type { Answer } from '../../api/client';
import { Sparkline } from '../../charts/sparkline';
import { Tiles } from '../../figures/tile';
import { SectionCard } from '../../spec/section-card';
import { NoteTiles } from '../../spec/tiles';
import { useFormat, useText } from '../../text/context';
import { useView } from '../../view/context';
import { inboxName } from '../../view/inbox-name';
import { FirstSentence } from './first-sentence';
import { overview } from './spec';

/** What changed, what stands now, and the messages of the last 7 days, whatever the period. */
export function Overview() {
  const { inboxId } = useView().address;
  return (
    <SectionCard spec={overview} skeleton="tiles">
      {(answer) => {
        const nothing = answer.contacts + answer.messages_sent + answer.messages_received === 0;
        return (
          <>
            {inboxId === null && nothing ? <Waiting /> : <FirstSentence />}
            <LastDays>
              {(below) => (
                <Tiles>
                  <NoteTiles spec={overview} place="root" answer={answer} below={below} />
                </Tiles>
              )}
            </LastDays>
          </>
        );
      }}
    </SectionCard>
  );
}

type Below = (key: string) => ComponentChildren;

/** The last 7 days of what the overview counts, as small lines, where other sections have them. */
function LastDays({ children }: { children: (below: Below) => ComponentChildren }) {
  const { inboxId } = useView().address;
  const query = { period: '7d', ...(inboxId !== null && { inbox_id: inboxId }) };
  const messages = useAnswer('/v1/messages', { query }).answer;
  const conversations = useAnswer('/v1/conversations', { query }).answer;
  const contacts = useAnswer('/v1/contacts', { query }).answer;
  const lines: Record<string, number[] | undefined> = {
    active_sessions: conversations?.daily.map((day) => day.active_sessions),
    contacts: contacts && contactsByDay(contacts),
    messages_sent: messages?.daily.map((day) => day.agent_sent + day.bot_sent),
    messages_received: messages?.daily.map((day) => day.received),
    broadcasts_sent: messages?.daily.map((day) => day.broadcast_sent),
  };
  return (
    <>
      {children((key) => {
        const values = lines[key];
        return values && <Sparkline values={values} unfinished />;
      })}
    </>
  );
}

/** Contacts at the end of each day: those of now, less those that came after it. */
function contactsByDay({ contacts, daily }: Answer<'/v1/contacts'>): number[] {
  let later = 0;
  return daily
    .toReversed()
    .map(({ new_contacts }) => {
      const then = contacts - later;
      later += new_contacts;
      return then;
    })
    .reverse();
}

/** An account in which nobody has written yet: what to do to see figures. */
function Waiting() {
  const t = useText(overview.text);
  const { language } = useFormat();
  const { inboxes } = useView().directory;
  return (
    <div class="empty-account">
      <p class="empty-title">{t.emptyTitle}</p>
      <p>{t.empty}</p>
      {inboxes.length > 0 && (
        <p>
          {t.writeTo(
            new Intl.ListFormat(language, { type: 'disjunction' }).format(
              inboxes.map((each) => inboxName(each, language)),
            ),
          )}
        </p>
      )}
    </div>
  );
}
