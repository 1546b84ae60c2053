import { Icon } from '../figures/icon';
import { Popover } from '../figures/popover';
import { useFormat, useText } from '../text/context';
import { useView } from '../view/context';
import { PRESETS, type Preset, type Range, rangeOf } from '../view/period';
import { text } from './period-text';
import { RangeForm } from './range-form';

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
      {(Object.keys(PRESETS) as Preset[]).map((preset) => (
        <button
          key={preset}
          type="button"
          class="segment"
          aria-pressed={'preset' in period && period.preset === preset}
          aria-label={t.last(t[preset])}
          onClick={() => go({ ...address, period: { preset } })}
        >
          {t[preset]}
        </button>
      ))}
      <Popover
        label={custom ? t.customOf(customText) : t.custom}
        title={t.choose}
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
