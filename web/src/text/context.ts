import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { Format } from './format';
import type { Text, Translated } from './language';

export const FormatContext = createContext(new Format('en'));

export function useFormat(): Format {
  return useContext(FormatContext);
}

export function useText<T>(text: Text<T>): Translated<T> {
  return text[useFormat().language];
}
