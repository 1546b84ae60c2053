import { useText } from '../text/context';
import { text } from './text';

/** A figure of the API, formatted. `name` says which one: its section and JSON path. Null looks different from 0. */
export function Figure({ name, value }: { name: string; value: string | null }) {
  return <span data-figure={name}>{value ?? <NoData />}</span>;
}

export function NoData() {
  const t = useText(text);
  return (
    <span class="no-data" role="img" aria-label={t.noData}>
      –
    </span>
  );
}
