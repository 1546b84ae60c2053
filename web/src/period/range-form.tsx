import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Icon } from '../figures/icon';
import { useFormat, useText } from '../text/language';
import type { IsoDate } from './date';
import { earliest, faultOf, type Range } from './period';
import { text } from './text';

interface RangeFormProps {
  today: IsoDate;
  initial: Range;
  choose: (range: Range) => void;
}

/** Two dates, typed or picked in a calendar; what the API would refuse is said before it is asked. */
export function RangeForm({ today, initial, choose }: RangeFormProps) {
  const t = useText(text);
  const { language } = useFormat();
  const id = useId();
  const [range, setRange] = useState(initial);
  const fault = faultOf(range, today);

  return (
    <form
      class="range-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!fault) choose(range);
      }}
    >
      <div class="range-inputs">
        {(['from', 'to'] as const).map((end) => (
          <label key={end}>
            <span>{t[end]}</span>
            <input
              type="date"
              value={range[end]}
              min={earliest(today)}
              max={today}
              aria-invalid={fault !== null}
              aria-describedby={`${id}-fault`}
              onInput={(event) => setRange({ ...range, [end]: event.currentTarget.value })}
            />
          </label>
        ))}
      </div>
      <Calendar today={today} range={range} language={language} pick={setRange} />
      <p id={`${id}-fault`} class={fault ? 'range-fault' : 'note'} role={fault ? 'alert' : undefined}>
        {fault ? t.faults[fault] : t.hint}
      </p>
      <button type="submit" class="button button-accent" disabled={fault !== null}>
        {t.apply}
      </button>
    </form>
  );
}

interface CalendarProps {
  today: IsoDate;
  range: Range;
  language: string;
  pick: (range: Range) => void;
}

/** The calendar comes later than the rest; without it the dates can still be typed. */
function Calendar({ today, range, language, pick }: CalendarProps) {
  const t = useText(text);
  const [there, setThere] = useState(false);
  const calendar = useRef<HTMLElement & { value: string }>(null);

  useEffect(() => {
    import('cally').then(
      () => setThere(true),
      () => setThere(false),
    );
  }, []);

  useEffect(() => {
    const element = calendar.current;
    if (!there || !element) return;
    const onChange = () => {
      const [from, to] = element.value.split('/');
      if (from && to) pick({ from, to });
    };
    element.addEventListener('change', onChange);
    return () => element.removeEventListener('change', onChange);
  }, [there, pick]);

  if (!there) return <div class="calendar-room" aria-hidden="true" />;
  return (
    <calendar-range
      ref={calendar}
      value={`${range.from}/${range.to}`}
      focused-date={range.to}
      min={earliest(today)}
      max={today}
      today={today}
      locale={language === 'en' ? 'en-GB' : language}
      first-day-of-week={language === 'en' ? 1 : 0}
    >
      <span slot="previous" role="img" aria-label={t.previousMonth}>
        <Icon name="left" />
      </span>
      <span slot="next" role="img" aria-label={t.nextMonth}>
        <Icon name="right" />
      </span>
      <calendar-month />
    </calendar-range>
  );
}

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'calendar-range': HTMLAttributes<HTMLElement & { value: string }> & {
        value: string;
        'focused-date': string;
        min: string;
        max: string;
        today: string;
        locale: string;
        'first-day-of-week': number;
      };
      'calendar-month': HTMLAttributes;
    }
  }
}
