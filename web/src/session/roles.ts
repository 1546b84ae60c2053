import type { Language } from '../text/language';
import { text } from './text';

/** A role as it is called; as it came where we know no name for it. */
export function roleName(role: string, language: Language): string {
  const names: Record<string, string> = text[language].roles;
  return names[role] ?? role;
}
