import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Directory } from '../api/client';
import type { Address } from './address';
import { periodParameters } from './period';

/** What is shown, for whom, and how to show something else. */
export interface ViewState {
  directory: Directory;
  address: Address;
  /** Goes to another address, as a link would. */
  go(address: Address): void;
  /** Puts another address in place of this one, so that the back button does not return to this one. */
  amend(address: Address): void;
}

export const ViewContext = createContext<ViewState | null>(null);

export function useView(): ViewState {
  const view = useContext(ViewContext);
  if (!view) throw new Error('no view around this');
  return view;
}

/** The period and the inbox that are chosen, as the API is asked for them. */
export function useQuery(): Record<string, string> {
  const { period, inboxId } = useView().address;
  return { ...periodParameters(period), ...(inboxId !== null && { inbox_id: inboxId }) };
}
