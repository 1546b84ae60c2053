import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { useAnswer } from '../api/answers';
import type { Answer, Route } from '../api/client';
import { useView } from '../view/context';
import { daysBefore } from '../view/period';

/** The answer for the days before the one on view, for the charts in a card; null where they are not shown. */
export const BeforeContext = createContext<unknown>(null);

/**
 * Asks a route for the days before those on view, where the reader wants to see them: the API gives of `previous` only
 * the totals.
 */
export function useDaysBefore<R extends Route>(
  route: R,
  asks: { path?: Record<string, string>; inbox?: boolean; compares: boolean },
): Answer<R> | null {
  const { address, directory } = useView();
  const range = address.compare && asks.compares ? daysBefore(address.period, directory.account.today) : null;
  const ofInbox = address.inboxId === null ? {} : { inbox_id: address.inboxId };
  const { answer, state } = useAnswer(
    route,
    range && { ...(asks.path && { path: asks.path }), query: { ...range, ...ofInbox } },
  );
  // While other days are on their way, the last ones would stand beside the wrong ones.
  return range && state === 'ready' && answer !== undefined ? answer : null;
}

/** The rows by day of the days before, where they are shown beside `daily`. */
export function useDailyBefore<D>(daily: readonly D[]): readonly D[] | null {
  const before = useContext(BeforeContext) as { daily: readonly D[] } | null;
  return before && before.daily.length === daily.length ? before.daily : null;
}
