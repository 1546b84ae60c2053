import { useState } from 'preact/hooks';
import { useAnswers } from '../api/answers';
import type { Format } from '../api/client';
import { Icon } from '../figures/icon';
import { Popover } from '../figures/popover';
import { useFormat, useText } from '../text/context';
import { useView } from '../view/context';
import { periodParameters } from '../view/period';
import { type Exported, exportFile } from './export';
import { useNotices } from './notices';
import { text } from './text';

interface ExportMenuProps {
  section: Exported;
  /** How the section is called. */
  label: string;
  /** Whether the file is of the period that is shown; otherwise the section has a period of its own. */
  ofPeriod?: boolean;
  /** Whether the file is of the inbox that is chosen; otherwise it is of all. */
  ofInbox?: boolean;
  /** The page's own button, for everything. */
  prominent?: boolean;
}

/** Offers a section, for the period and inbox that are shown, as a file. */
export function ExportMenu({ section, label, ofPeriod = true, ofInbox = true, prominent = false }: ExportMenuProps) {
  const t = useText(text);
  const format = useFormat();
  const { api } = useAnswers();
  const { address } = useView();
  const { show } = useNotices();
  const [busy, setBusy] = useState(false);
  const whole = section.section === 'all';

  const start = async (file: Format) => {
    setBusy(true);
    show({ kind: 'busy', text: t.preparing(label) });
    const outcome = await exportFile(api, {
      ...section,
      ...(ofPeriod && periodParameters(address.period)),
      ...(ofInbox && address.inboxId !== null && { inbox_id: address.inboxId }),
      format: file,
    });
    setBusy(false);
    if ('problem' in outcome) {
      show({ kind: 'failed', text: t.failed(label), problem: outcome.problem });
    } else {
      const { filename, rows } = outcome.answer;
      show({ kind: 'done', text: t.downloaded(filename, rows === 1 ? t.row : t.rows(format.count(rows))) });
    }
  };

  return (
    <Popover
      label={t.exportOf(label)}
      title={t.exportOf(label)}
      buttonClass={prominent ? 'button button-accent' : 'quiet-button export-button'}
      shortcut={prominent ? 'e' : undefined}
      busy={busy}
      button={
        <>
          {busy ? <span class="spinner" aria-hidden="true" /> : <Icon name="export" />}
          <span>{t.export}</span>
        </>
      }
    >
      {(close) => (
        <ul class="menu">
          {(['csv', 'xlsx'] as const).map((file) => (
            <li key={file}>
              <button
                type="button"
                class="menu-item"
                onClick={() => {
                  close();
                  void start(file);
                }}
              >
                <span>{t[file]}</span>
                <span class="menu-note">
                  {file === 'csv' ? (whole ? t.zipNote : t.csvNote) : whole ? t.workbookNote : t.xlsxNote}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Popover>
  );
}
