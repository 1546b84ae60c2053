/** The theme and the language that a reader chose. The page remembers nothing else beyond the tab. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export function remembered(name: 'theme' | 'language'): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // storage may be forbidden
  }
}

export function remember(name: 'theme' | 'language', value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // then the choice lasts for this visit only
  }
}

export function firstTheme(): Theme {
  const chosen = remembered('theme');
  return THEMES.find((theme) => theme === chosen) ?? 'system';
}

export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
