import { useEffect, useState } from 'preact/hooks';

/**
 * What a pointer is over in a frame; `at` tells its index from where the pointer is. A finger does not stay over a chart,
 * so what was touched is read until something else is touched, or until the page is scrolled with it.
 */
export function usePointed(frame: { current: HTMLElement | null }, at: (event: PointerEvent) => number | null) {
  const [pointed, setPointed] = useState<number | null>(null);
  useEffect(() => {
    if (pointed === null) return;
    const elsewhere = (event: PointerEvent) => {
      if (!(event.target instanceof Node && frame.current?.contains(event.target))) setPointed(null);
    };
    addEventListener('pointerdown', elsewhere);
    return () => removeEventListener('pointerdown', elsewhere);
  }, [pointed === null]);

  const point = (event: PointerEvent) => setPointed(at(event));
  return {
    pointed,
    handlers: {
      onPointerMove: point,
      onPointerDown: point,
      onPointerLeave: (event: PointerEvent) => event.pointerType !== 'touch' && setPointed(null),
      onPointerCancel: () => setPointed(null),
    },
  };
}
