import { type ComponentChildren, createContext } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { FormatContext, useText } from '../text/context';
import { Format } from '../text/format';
import { firstLanguage, type Language } from '../text/language';
import { applyTheme, firstTheme, remember, remembered, type Theme } from './preferences';
import { text } from './text';

interface Looks {
  theme: Theme;
  setTheme(theme: Theme): void;
  setLanguage(language: Language): void;
}

export const LooksContext = createContext<Looks>({ theme: 'system', setTheme: () => {}, setLanguage: () => {} });

/** Language and theme, as they were chosen or as the browser asks for them. */
export function LooksAround({ children }: { children: ComponentChildren }) {
  const [theme, setTheme] = useState(firstTheme);
  const [language, setLanguage] = useState(() => firstLanguage(remembered('language'), navigator.languages));
  const format = useMemo(() => new Format(language), [language]);

  useEffect(() => applyTheme(theme), [theme]);

  const looks: Looks = {
    theme,
    setTheme: (next) => {
      remember('theme', next);
      setTheme(next);
    },
    setLanguage: (next) => {
      remember('language', next);
      setLanguage(next);
    },
  };
  return (
    <LooksContext.Provider value={looks}>
      <FormatContext.Provider value={format}>
        <DocumentLanguage language={language} />
        {children}
      </FormatContext.Provider>
    </LooksContext.Provider>
  );
}

function DocumentLanguage({ language }: { language: Language }) {
  const t = useText(text);
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = t.product;
  }, [language, t]);
  return null;
}
