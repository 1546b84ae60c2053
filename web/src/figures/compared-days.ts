import { useFormat, useText } from '../text/context';
import { addDays } from '../text/date';
import { text } from './text';

/** What an answer says of its period, and of the days that are complete. */
interface Dated {
  period: { from: string; to: string; days: number };
  complete?: { days: number } | null;
}

/** Which days the arrows of an answer compare, in words; nothing for an answer that compares none. */
export function useComparedDays(answer: Dated | undefined): string | undefined {
  const t = useText(text);
  const format = useFormat();
  if (answer?.complete === undefined) return undefined;
  if (answer.complete === null) return t.notCompared;
  const { period } = answer;
  const { days } = answer.complete;
  const last = addDays(period.from, days - 1);
  const opposite = (date: string) => addDays(date, -period.days);
  return t.compared(
    days === 1 ? t.completeDay : t.completeDays(format.count(days)),
    format.rangeWithinYear(period.from, last),
    format.rangeWithinYear(opposite(period.from), opposite(last)),
  );
}
