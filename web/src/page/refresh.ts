import { useEffect, useState } from 'preact/hooks';

const EVERY_MS = 60_000;

/** Counts up every minute while somebody looks, and at once when they come back. */
export function useRefresh(): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setInterval> | undefined;
    const refresh = () => setCount((last) => last + 1);
    const follow = () => {
      clearInterval(timer);
      if (!document.hidden) timer = setInterval(refresh, EVERY_MS);
    };
    const onVisibility = () => {
      follow();
      if (!document.hidden) refresh();
    };
    follow();
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', onVisibility);
    };
  }, []);
  return count;
}
