import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Icon } from '../figures/icon';
import { useFormat, useText } from '../text/context';
import { type IsoDate, isDate } from '../text/date';
import type { Format } from '../text/format';
import type { Language } from '../text/language';
import { daysIn, earliest, faultOf, type Range } from '../view/period';
import { text } from './period-text';

type Words = (typeof text)[Language];

interface RangeFormProps {
  today: IsoDate;
  initial: Range;
  choose: (range: Range) => void;
}

/** Two dates, typed or picked in a calendar. The form says what is wrong with them before the API would refuse them. */
export function RangeForm({ today, initial, choose }: RangeFormProps) {
  const t = useText(text);
  const format = useFormat();
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
              aria-describedby={`${id}-words ${id}-fault`}
              onInput={(event) => setRange({ ...range, [end]: event.currentTarget.value })}
            />
          </label>
        ))}
      </div>
      <p id={`${id}-words`} class="range-words">
        {inWords(range, t, format)}
      </p>
      <Calendar today={today} range={range} language={format.language} pick={setRange} />
      <p id={`${id}-fault`} class={fault ? 'range-fault' : 'note'} role={fault ? 'alert' : undefined}>
        {fault ? t.faults[fault] : t.hint}
      </p>
      <button type="submit" class="button button-accent" disabled={fault !== null}>
        {t.apply}
      </button>
    </form>
  );
}

/** The dates in the page's own words: inputs write them as the browser does, `10/05/2026`, which can be read two ways. */
function inWords(range: Range, t: Words, format: Format): string {
  if (!isDate(range.from) || !isDate(range.to) || range.from > range.to) return '';
  const days = daysIn(range);
  return t.length(format.range(range.from, range.to), days === 1 ? t.day : t.days(format.count(days)));
}

interface CalendarProps {
  today: IsoDate;
  range: Range;
  language: string;
  pick: (range: Range) => void;
}

/** The calendar is loaded on its own. Until it is there, or if it does not load, the dates can be typed. */
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
