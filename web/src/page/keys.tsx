import { useLayoutEffect, useState } from 'preact/hooks';
import { Popover } from '../figures/popover';
import { useText } from '../text/context';
import { PRESET_NAMES } from '../view/period';
import { text } from './keys-text';
import { text as periodText } from './period-text';
import { remember, remembered } from './preferences';

/** Where letters are written, and where something that is open has keys of its own. */
const OWN_KEYS = 'input:not([type="range"], [type="radio"]), select, textarea, [role="dialog"]';

/**
 * Single keys do what buttons do: a key is looked up among the elements that name it in `aria-keyshortcuts`, so what has
 * no button has no key. A reader who speaks to the page can switch them off.
 */
export function Keys() {
  const t = useText(text);
  const periods = useText(periodText);
  const [on, setOn] = useState(remembered('keys') !== 'off');

  // Before the next paint: a key that comes right after the switch obeys it.
  useLayoutEffect(() => {
    if (!on) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
      if (event.target instanceof Element && event.target.closest(OWN_KEYS)) return;
      const target = document.querySelector<HTMLElement>(`[aria-keyshortcuts="${CSS.escape(event.key)}"]`);
      if (!target?.checkVisibility()) return;
      event.preventDefault();
      target.focus();
      if (!(target instanceof HTMLSelectElement)) target.click();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [on]);

  const lines = [
    ...PRESET_NAMES.map((preset, index) => [String(index + 1), periods[preset]]),
    ['0', periods.choose],
    ['c', t.compare],
    ['i', t.inbox],
    ['e', t.export],
    ['?', t.help],
  ];
  return (
    <Popover
      label={t.keys}
      title={t.keys}
      buttonClass="icon-button keys-button"
      shortcut="?"
      button={<span aria-hidden="true">?</span>}
    >
      {() => (
        <div class="settings">
          <dl class="keys">
            {lines.map(([key, does]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
          <p class="note">{t.charts}</p>
          <label class="keys-on">
            <input
              type="checkbox"
              checked={on}
              onChange={(event) => {
                remember('keys', event.currentTarget.checked ? '' : 'off');
                setOn(event.currentTarget.checked);
              }}
            />
            {t.on}
          </label>
        </div>
      )}
    </Popover>
  );
}
