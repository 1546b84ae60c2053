import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Directory } from '../api/client';
import { periodParameters } from '../period/period';
import type { Address } from './address';

/** What every section is shown for. */
export interface PageState {
  directory: Directory;
  address: Address;
  /** Goes to another address, as a link would. */
  go(address: Address): void;
  /** Puts another address in place of this one, so that the back button does not return to this one. */
  amend(address: Address): void;
}

export const PageContext = createContext<PageState | null>(null);

export function usePage(): PageState {
  const page = useContext(PageContext);
  if (!page) throw new Error('no page around this');
  return page;
}

/** The period and the inbox that are chosen, as the API is asked for them. */
export function useQuery(): Record<string, string> {
  const { period, inboxId } = usePage().address;
  return { ...periodParameters(period), ...(inboxId !== null && { inbox_id: inboxId }) };
}
