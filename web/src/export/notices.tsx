import type { ComponentChildren } from 'preact';
import { createContext } from 'preact';
import { useCallback, useContext, useMemo, useState } from 'preact/hooks';
import type { Problem } from '../api/problem';
import { Icon } from '../figures/icon';
import { ProblemText } from '../figures/section';
import { text as figuresText } from '../figures/text';
import { useText } from '../text/context';

export interface Notice {
  kind: 'busy' | 'done' | 'failed';
  text: string;
  problem?: Problem;
}

interface Notices {
  /** Shows a notice in place of the one before it. */
  show(notice: Notice): void;
}

const NoticesContext = createContext<Notices>({ show: () => {} });

export function useNotices(): Notices {
  return useContext(NoticesContext);
}

/** What happened to the last export, at the foot of the window, and said aloud. */
export function NoticesAround({ children }: { children: ComponentChildren }) {
  const t = useText(figuresText);
  const [notice, setNotice] = useState<Notice | null>(null);
  const show = useCallback((next: Notice) => setNotice(next), []);
  const notices = useMemo(() => ({ show }), [show]);
  return (
    <NoticesContext.Provider value={notices}>
      {children}
      <div class="notices" role="status" aria-live="polite">
        {notice && (
          <div class={`notice notice-${notice.kind}`}>
            {notice.kind === 'busy' ? (
              <span class="spinner" aria-hidden="true" />
            ) : (
              <Icon name={notice.kind === 'done' ? 'check' : 'alert'} />
            )}
            <div>
              <p>{notice.text}</p>
              {notice.problem && <ProblemText problem={notice.problem} />}
            </div>
            {notice.kind !== 'busy' && (
              <button type="button" class="icon-button" aria-label={t.dismiss} onClick={() => setNotice(null)}>
                <Icon name="close" />
              </button>
            )}
          </div>
        )}
      </div>
    </NoticesContext.Provider>
  );
}
