import { useAnswersRedraw } from '../api/answers';
import { ExportMenu } from '../export/export-menu';
import { Icon } from '../figures/icon';
import { useFormat, useText } from '../text/context';
import { useView } from '../view/context';
import { inboxName } from '../view/inbox-name';
import { Keys } from './keys';
import { CompareSwitch, PeriodPicker } from './period-picker';
import { SettingsMenu } from './settings-menu';
import { text } from './text';

/** Says whose figures these are, of which inbox, period and time; offers the export and the settings. */
export function TopBar() {
  const t = useText(text);
  const { directory } = useView();
  const { account } = directory;
  return (
    <header class="top-bar">
      <div class="top-bar-title">
        <img src="/icon.svg" width="30" height="30" alt="" />
        <div>
          <h1>{t.product}</h1>
          <p class="account">
            <span class="account-name">{account.name ?? account.id}</span> <AsOf />
          </p>
        </div>
      </div>
      <fieldset class="top-bar-controls" aria-label={t.controls}>
        <InboxSelect />
        <PeriodPicker />
        <CompareSwitch />
      </fieldset>
      <div class="top-bar-actions">
        <ExportMenu section={{ section: 'all' }} label={t.everything} prominent />
        <SettingsMenu />
        <Keys />
      </div>
    </header>
  );
}

/** The oldest time that the figures on view are of, on the account's clock. */
function AsOf() {
  const t = useText(text);
  const format = useFormat();
  const answers = useAnswersRedraw();
  const { timezone, today } = useView().directory.account;
  const asOf = answers.asOf();
  return (
    <span class="as-of" title={t.timezone(timezone)}>
      {asOf && (
        <>
          {t.asOf} <time dateTime={asOf}>{format.asOf(asOf, timezone, today)}</time> <span aria-hidden="true">
            ·
          </span>{' '}
        </>
      )}
      <span class="zone">{timezone}</span>
    </span>
  );
}

function InboxSelect() {
  const t = useText(text);
  const { directory, address, go } = useView();
  const { language } = useFormat();
  return (
    <label class="inbox-select">
      <span class="visually-hidden">{t.inbox}</span>
      <Icon name="inbox" />
      <select
        aria-keyshortcuts="i"
        value={address.inboxId ?? ''}
        onChange={(event) => go({ ...address, inboxId: event.currentTarget.value || null })}
      >
        <option value="">{t.allInboxes}</option>
        {directory.inboxes.map((inbox) => (
          <option key={inbox.id} value={inbox.id}>
            {inboxName(inbox, language)}
          </option>
        ))}
      </select>
      <Icon name="expand" />
    </label>
  );
}
