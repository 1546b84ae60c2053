import type { ComponentChildren } from 'preact';

/** A table that scrolls by itself where it is wider than its place, or longer. */
export function TableFrame({ label, low, children }: { label: string; low?: boolean; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    <section class={low ? 'table-scroll table-low' : 'table-scroll'} tabIndex={0} aria-label={label}>
      <table>{children}</table>
    </section>
  );
}
