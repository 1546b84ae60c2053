import type { Language } from '../text/language';
import { text } from './text';

/** The name of a role; the role as the API sends it where the page has no name for it. */
export function roleName(role: string, language: Language): string {
  const names: Record<string, string> = text[language].roles;
  return names[role] ?? role;
}
