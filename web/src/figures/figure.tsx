import { useText } from '../text/context';
import { text } from './text';

interface FigureProps {
  /** Which figure of the API it is: its section and JSON path. */
  name: string;
  /** As it reads; null where there is none. */
  value: string | null;
  /** There is none because the counters do not have it yet. */
  uncounted?: boolean | undefined;
}

/** A figure of the API, formatted. No data, and what is not counted yet, look different from 0 and from each other. */
export function Figure({ name, value, uncounted = false }: FigureProps) {
  return <span data-figure={name}>{value ?? (uncounted ? <NotCounted /> : <NoData />)}</span>;
}

export function NoData() {
  const t = useText(text);
  return (
    <span class="no-data" role="img" aria-label={t.noData}>
      –
    </span>
  );
}

/** Says, once in a card, what “not counted yet” comes from and what helps. */
export function RebuildNote() {
  const t = useText(text);
  return <p class="note">{t.rebuild}</p>;
}

function NotCounted() {
  const t = useText(text);
  return <span class="not-counted">{t.notCounted}</span>;
}
