/** What a reader chose: theme, language, whether charts compare. The page remembers nothing else beyond the tab. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

type Remembered = 'theme' | 'language' | 'compare' | 'keys';

export function remembered(name: Remembered): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // storage may be forbidden
  }
}

export function remember(name: Remembered, value: string): void {
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

/** Whether the charts of a new visit show the days before. */
export function comparesAtFirst(): boolean {
  return remembered('compare') === 'before';
}

export function rememberCompare(compare: boolean): void {
  remember('compare', compare ? 'before' : '');
}
