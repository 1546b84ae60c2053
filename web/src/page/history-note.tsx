import { useRef } from 'preact/hooks';
import { useAnswersRedraw } from '../api/answers';
import type { History } from '../api/client';
import { Icon } from '../figures/icon';
import { useText } from '../text/context';
import { text } from './text';

/** Says that older records are not counted, where that may be so. */
export function HistoryNote() {
  const t = useText(text);
  // While the answers to another question are on their way, the last ones still say it: the page must not jump.
  const last = useRef<History | null>(null);
  last.current = useAnswersRedraw().history() ?? last.current;
  if (last.current !== 'since_connection') return null;
  return (
    <aside class="page-note">
      <Icon name="info" />
      <p>{t.sinceConnection}</p>
    </aside>
  );
}
