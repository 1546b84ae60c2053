import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { Format } from './format';
import type { Language } from './language';

export const FormatContext = createContext(new Format('en'));

export function useFormat(): Format {
  return useContext(FormatContext);
}

/** The words of a dictionary in the page's language. */
export function useText<T>(text: Readonly<Record<Language, T>>): T {
  return text[useFormat().language];
}
