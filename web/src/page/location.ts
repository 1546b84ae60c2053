import { useEffect, useState } from 'preact/hooks';

/** Whether a new address is a new step of the browser's history, or replaces the present one. */
export type Step = 'push' | 'replace';

/** The query string of the page, through links and the back button, and how to go to another. */
export function useSearch(): [search: string, go: (search: string, step: Step) => void] {
  const [search, setSearch] = useState(location.search);
  const show = (next: string) => {
    // The new view is not drawn yet; the page sets the mark again when it is.
    const root = document.getElementById('root');
    if (root && next !== search) root.dataset.ready = 'false';
    setSearch(next);
  };
  useEffect(() => {
    const onPop = () => show(location.search);
    addEventListener('popstate', onPop);
    return () => removeEventListener('popstate', onPop);
  });
  const go = (next: string, step: Step) => {
    if (next === location.search) return;
    history[`${step}State`](null, '', `/${next}`);
    show(next);
  };
  return [search, go];
}
