import { useLayoutEffect, useState } from 'preact/hooks';

const NARROWEST = 200;

/** What fits on A4 and on Letter with usual margins; the print's styles fit it to any other paper. */
const WIDTH_ON_PAPER = 660;
/** Charts that stand beside something do so on paper, too: below each other they would not fit on a page. */
const HALF_ON_PAPER = 320;
const PART_ON_PAPER = 400;

/** What the frame offers, followed as it changes; on paper a chart has the width of the paper or half of it. */
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
    const onPaper = () => setWidth(widthOnPaper(frame.current));
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

function widthOnPaper(frame: HTMLElement | null): number {
  if (frame?.closest('.charts-beside.even')) return HALF_ON_PAPER;
  return frame?.closest('.charts-beside') ? PART_ON_PAPER : WIDTH_ON_PAPER;
}
