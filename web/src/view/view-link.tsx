import type { ComponentChildren } from 'preact';
import { type Address, writeAddress } from './address';
import { useView } from './context';

/** A link within the page: a real one, so that it can be copied and opened elsewhere. */
export function ViewLink({ to, children, ...rest }: { to: Address; children: ComponentChildren; class?: string }) {
  const { go } = useView();
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a {...rest} href={`/${writeAddress(to)}`} onClick={follow}>
      {children}
    </a>
  );
}
