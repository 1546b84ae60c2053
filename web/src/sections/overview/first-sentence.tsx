import { useAnswer } from '../../api/answers';
import type { Answer } from '../../api/client';
import { useFormat, useText } from '../../text/context';
import type { Format } from '../../text/format';
import type { Language } from '../../text/language';
import { useQuery, useView } from '../../view/context';
import { inboxName } from '../../view/inbox-name';
import { periodParameters } from '../../view/period';
import { type Happened, type Headline, headlineOf } from './headline';
import { overview } from './spec';

type Words = (typeof overview.text)[Language];

/** What changed on the complete days, in a sentence: from the answers of other sections, so it asks nothing of its own. */
export function FirstSentence() {
  const t = useText(overview.text);
  const format = useFormat();
  const { period, inboxId } = useView().address;
  const query = useQuery();
  const messages = useAnswer('/v1/messages', { query }).answer;
  const speed = useAnswer('/v1/speed', { query }).answer;
  const inboxes = useAnswer(
    '/v1/performance/inboxes',
    inboxId === null ? { query: periodParameters(period) } : null,
  ).answer;
  if (!messages?.complete) return null;
  const { days } = messages.complete;
  const headline = headlineOf(
    happenedIn(messages.complete, speed, inboxId === null ? inboxes : undefined, format.language),
  );
  const on = days === 1 ? t.onDay : t.onDays(format.count(days));
  return headline ? (
    <p class="first-sentence">{inWords(headline, on, t, format)}</p>
  ) : (
    <p class="first-sentence quiet">{t.asBefore(on)}</p>
  );
}

function happenedIn(
  messages: NonNullable<Answer<'/v1/messages'>['complete']>,
  speed: Answer<'/v1/speed'> | undefined,
  inboxes: Answer<'/v1/performance/inboxes'> | undefined,
  language: Language,
): Happened {
  const [now, previous] = [speed?.complete?.totals.first_response, speed?.complete?.previous.first_response];
  const { totals = [], previous: before = [] } = inboxes?.complete ?? {};
  return {
    received: { now: messages.totals.received, previous: messages.previous.received },
    inboxes: totals.map(({ inbox_id, name, channel, received }, index) => ({
      name: inboxName({ id: inbox_id, name, channel }, language),
      now: received ?? 0,
      previous: before[index]?.received ?? 0,
    })),
    median:
      now?.median_seconds != null && previous?.median_seconds != null
        ? {
            now: now.median_seconds,
            previous: previous.median_seconds,
            samples: { now: now.samples ?? 0, previous: previous.samples ?? 0 },
          }
        : null,
  };
}

function inWords({ received, mostly, median }: Headline, on: string, t: Words, format: Format): string {
  const parts: string[] = [];
  if (received !== null) {
    const size = format.percent(Math.abs(received));
    const said = received > 0 ? t.receivedUp(size, on) : t.receivedDown(size, on);
    parts.push(mostly === null ? said : t.mostly(said, mostly));
  }
  if (median) {
    const by = format.duration(Math.abs(median.more));
    const takes = format.duration(median.seconds);
    const said = median.more > 0 ? t.slower(takes, by) : t.faster(takes, by);
    parts.push(received === null ? t.alone(said, on) : said);
  }
  return t.sentence(parts.join(t.and));
}
