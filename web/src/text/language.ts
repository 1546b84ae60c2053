/** The languages of the page, each by its own name. */
export const LANGUAGES = { en: 'English', 'zh-TW': '繁體中文' } as const;
export type Language = keyof typeof LANGUAGES;

/** The same shape with every literal widened: what another language has to fill in. */
type Translated<T> = {
  [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...values: infer V) => string
      ? (...values: V) => string
      : Translated<T[K]>;
};

export type Text<T> = Record<Language, Translated<T>>;

/** A dictionary. A key that one language lacks does not compile. */
export function inLanguages<T>(en: T, chinese: Translated<T>): Text<T> {
  return { en: en as Translated<T>, 'zh-TW': chinese };
}

/** The language of the page at first: what was chosen before, or the first of the browser's languages that the page has. */
export function firstLanguage(chosen: string | null, spoken: readonly string[]): Language {
  for (const tag of chosen ? [chosen, ...spoken] : spoken) {
    const primary = tag.toLowerCase().split('-')[0];
    if (primary === 'zh') return 'zh-TW';
    if (primary === 'en') return 'en';
  }
  return 'en';
}
