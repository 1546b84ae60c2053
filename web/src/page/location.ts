import { useEffect, useState } from 'preact/hooks';

/** By a step of the browser's history, or in place of the one it stands at. */
export type Step = 'push' | 'replace';

/** The query string of the page, through links and the back button, and how to go to another. */
export function useSearch(): [search: string, go: (search: string, step: Step) => void] {
  const [search, setSearch] = useState(location.search);
  const show = (next: string) => {
    // What comes is not on view yet; `Known` says when it is.
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
