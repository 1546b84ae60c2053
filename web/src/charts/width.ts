import { useLayoutEffect, useState } from 'preact/hooks';

const NARROWEST = 200;

/** What fits on A4 and on Letter with usual margins; the print's styles fit it to any other paper. */
const WIDTH_ON_PAPER = 660;

/** What the frame offers, followed as it changes; on paper all charts are of one width. */
export function useWidth(frame: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(600);
  useLayoutEffect(() => {
    if (!frame.current) return;
    // Measured before it is painted first, so that nothing is seen to jump.
    setWidth(Math.max(NARROWEST, frame.current.clientWidth));
    const observer = new ResizeObserver(
      ([entry]) => entry && setWidth(Math.max(NARROWEST, Math.floor(entry.contentRect.width))),
    );
    observer.observe(frame.current);
    // The paper's own width cannot be measured: the window is laid out for it after the last script has run.
    const onPaper = () => setWidth(WIDTH_ON_PAPER);
    const onScreen = () => frame.current && setWidth(Math.max(NARROWEST, frame.current.clientWidth));
    addEventListener('beforeprint', onPaper);
    addEventListener('afterprint', onScreen);
    return () => {
      observer.disconnect();
      removeEventListener('beforeprint', onPaper);
      removeEventListener('afterprint', onScreen);
    };
  }, []);
  return width;
}
