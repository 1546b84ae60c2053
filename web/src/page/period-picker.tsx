import { Icon } from '../figures/icon';
import { Popover } from '../figures/popover';
import { useFormat, useText } from '../text/context';
import { useView } from '../view/context';
import { daysBefore, PRESET_NAMES, type Range, rangeOf } from '../view/period';
import { text } from './period-text';
import { rememberCompare } from './preferences';
import { RangeForm } from './range-form';

/** Whether charts show the days before, too; remembered for the next visit. */
export function CompareSwitch() {
  const t = useText(text);
  const { address, directory, go } = useView();
  const tooEarly = daysBefore(address.period, directory.account.today) === null;
  return (
    <button
      type="button"
      class="button compare-switch"
      aria-pressed={address.compare}
      aria-keyshortcuts="c"
      title={tooEarly ? t.tooEarly : t.compareNote}
      onClick={() => {
        rememberCompare(!address.compare);
        go({ ...address, compare: !address.compare });
      }}
    >
      <Icon name="compare" />
      <span>{t.compare}</span>
    </button>
  );
}

/** The period: one of the presets, or any range. */
export function PeriodPicker() {
  const t = useText(text);
  const format = useFormat();
  const { address, directory, go } = useView();
  const { period } = address;
  const { today } = directory.account;
  const custom = 'preset' in period ? null : period;
  const thisYear = custom?.from.slice(0, 4) === today.slice(0, 4);
  const customText = custom
    ? thisYear
      ? format.rangeWithinYear(custom.from, custom.to)
      : format.range(custom.from, custom.to)
    : t.custom;
  return (
    <fieldset class="period" aria-label={t.period}>
      {PRESET_NAMES.map((preset, index) => (
        <button
          key={preset}
          type="button"
          class="segment"
          aria-pressed={'preset' in period && period.preset === preset}
          aria-keyshortcuts={String(index + 1)}
          aria-label={preset.endsWith('d') ? t.last(t[preset]) : undefined}
          onClick={() => go({ ...address, period: { preset } })}
        >
          {t[preset]}
        </button>
      ))}
      <Popover
        label={custom ? t.customOf(customText) : t.custom}
        title={t.choose}
        shortcut="0"
        buttonClass={custom ? 'segment segment-chosen' : 'segment'}
        button={
          <>
            <Icon name="calendar" />
            <span>{customText}</span>
          </>
        }
      >
        {(close) => (
          <RangeForm
            today={today}
            initial={rangeOf(period, today)}
            choose={(range: Range) => {
              close();
              go({ ...address, period: range });
            }}
          />
        )}
      </Popover>
    </fieldset>
  );
}
