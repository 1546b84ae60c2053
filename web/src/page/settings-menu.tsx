import { useContext } from 'preact/hooks';
import { Choice } from '../figures/choice';
import { Icon } from '../figures/icon';
import { Popover } from '../figures/popover';
import { SessionContext } from '../session/context';
import { roleName } from '../session/roles';
import { useFormat, useText } from '../text/context';
import { LANGUAGES, type Language } from '../text/language';
import { useView } from '../view/context';
import { LooksContext } from './looks';
import { THEMES } from './preferences';
import { text } from './text';

/** The reader's own settings: language, theme, signing out. */
export function SettingsMenu() {
  const t = useText(text);
  const { language } = useFormat();
  const { me } = useView().directory;
  const looks = useContext(LooksContext);
  const session = useContext(SessionContext);
  return (
    <Popover
      label={t.settings}
      title={t.settings}
      buttonClass="icon-button settings-button"
      button={<Icon name="settings" />}
    >
      {() => (
        <div class="settings">
          <div>
            <h2>{t.language}</h2>
            <Choice
              label={t.language}
              options={(Object.keys(LANGUAGES) as Language[]).map((value) => ({ value, label: LANGUAGES[value] }))}
              chosen={language}
              choose={looks.setLanguage}
            />
          </div>
          <div>
            <h2>{t.theme}</h2>
            <Choice
              label={t.theme}
              options={THEMES.map((value) => ({ value, label: t[value] }))}
              chosen={looks.theme}
              choose={looks.setTheme}
            />
          </div>
          <div class="settings-foot">
            <span>{t.signedInAs(roleName(me.role, language))}</span>
            <button type="button" class="button" onClick={() => void session?.leave()}>
              {t.signOut}
            </button>
          </div>
        </div>
      )}
    </Popover>
  );
}
