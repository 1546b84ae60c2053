import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';

interface PopoverProps {
  /** The accessible name of the button, where its content is not enough. */
  label?: string;
  /** The accessible name of what opens. */
  title: string;
  button: ComponentChildren;
  buttonClass: string;
  /** The key that presses the button, where keys are on. */
  shortcut?: string | undefined;
  busy?: boolean;
  /** The content, made when the popover opens. `close` closes it and gives the focus back. */
  children: (close: () => void) => ComponentChildren;
}

const GAP = 6;
const EDGE = 8;

/** A button and what it opens. The browser's own popover: Escape and a click outside close it. */
export function Popover({ label, title, button, buttonClass, shortcut, busy = false, children }: PopoverProps) {
  const id = useId();
  const opener = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);

  useEffect(() => {
    if (!open) return;
    const place = () => opener.current && panel.current && placeBelow(opener.current, panel.current);
    place();
    const resized = new ResizeObserver(place);
    if (panel.current) resized.observe(panel.current);
    addEventListener('scroll', place, { passive: true, capture: true });
    addEventListener('resize', place);
    return () => {
      resized.disconnect();
      removeEventListener('scroll', place, { capture: true });
      removeEventListener('resize', place);
    };
  }, [open]);

  const close = () => {
    panel.current?.hidePopover();
    opener.current?.focus();
  };

  return (
    <>
      <button
        ref={opener}
        type="button"
        class={buttonClass}
        aria-keyshortcuts={shortcut}
        popovertarget={id}
        aria-expanded={open}
        aria-haspopup="dialog"
        aria-label={label}
        aria-busy={busy || undefined}
        disabled={busy}
      >
        {button}
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        class="popover"
        role="dialog"
        aria-label={title}
        onToggle={(event) => setOpen(event.newState === 'open')}
      >
        {open && children(close)}
      </div>
    </>
  );
}

/** Under the button, or above it where there is more room, and always inside the window. */
function placeBelow(opener: HTMLElement, panel: HTMLElement): void {
  const button = opener.getBoundingClientRect();
  const width = document.documentElement.clientWidth;
  const left = Math.min(button.left, width - panel.offsetWidth - EDGE);
  const below = button.bottom + GAP;
  const above = button.top - GAP - panel.offsetHeight;
  const fits = below + panel.offsetHeight + EDGE <= innerHeight || above < EDGE;
  panel.style.left = `${Math.max(EDGE, left)}px`;
  panel.style.top = `${fits ? below : above}px`;
}
