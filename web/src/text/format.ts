import { atMidnight, type IsoDate } from './date';
import { subtract } from './decimal';
import type { Language } from './language';

const MINUTE = 60;
const HOUR = 3600;

/** What a figure counts, which decides how it is written, compared and drawn. */
export type Unit = 'count' | 'money' | 'share' | 'duration' | 'days';

/** A figure as the API sends it: money as a decimal string, all else as a number, null where there is no data. */
export type Value = number | string | null;

/** How numbers, money, times and dates read in a language. */
export class Format {
  readonly #whole;
  readonly #money;
  readonly #roughMoney;
  readonly #percent;
  readonly #share;
  readonly #points;
  readonly #compact;
  readonly #dates = new Map<string, Intl.DateTimeFormat>();

  constructor(readonly language: Language) {
    this.#whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
    this.#money = new Intl.NumberFormat(language, {
      style: 'currency',
      currency: 'USD',
      minimumFractionDigits: 2,
      maximumFractionDigits: 12,
    });
    this.#roughMoney = new Intl.NumberFormat(language, {
      style: 'currency',
      currency: 'USD',
      minimumFractionDigits: 0,
      maximumSignificantDigits: 3,
    });
    this.#percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
    this.#share = new Intl.NumberFormat(language, {
      style: 'percent',
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
    });
    this.#compact = new Intl.NumberFormat(language, { notation: 'compact', maximumSignificantDigits: 2 });
    this.#points = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  }

  /** A figure in its unit; null stays null, so that no data looks different from 0. */
  figure(value: Value, unit: Unit): string | null {
    if (value === null) return null;
    switch (unit) {
      case 'count':
        return this.count(Number(value));
      case 'money':
        return this.money(String(value));
      case 'share':
        return this.share(Number(value));
      case 'duration':
        return this.duration(Number(value));
      case 'days':
        return this.days(Number(value));
    }
  }

  count(value: number): string {
    return this.#whole.format(value);
  }

  /** USD with every digit that the decimal string has: it is formatted as text, never read as a float. */
  money(decimal: string): string {
    return this.#money.format(decimal as `${number}`);
  }

  /** A round amount, for an axis. */
  roughMoney(value: number): string {
    return this.#roughMoney.format(value);
  }

  /** A ratio between two periods: `0.083` is 8%. */
  percent(ratio: number): string {
    return this.#percent.format(ratio);
  }

  /** A part of a whole, with a decimal: `0.828866` is 82.9%. */
  share(part: number): string {
    return this.#share.format(part);
  }

  /** Percentage points without their unit: `0.019` is 1.9. */
  points(difference: number): string {
    return this.#points.format(difference * 100);
  }

  /** What one figure has more or less than another, with its sign: +12, −$1.50, +1.9 pts. Null where either has no data. */
  difference(now: Value, before: Value, unit: Unit): string | null {
    if (now === null || before === null) return null;
    if (unit === 'money') return this.#signed(subtract(String(now), String(before)), (size) => this.money(size));
    const difference = Number(now) - Number(before);
    return this.#signed(difference, (size) =>
      unit === 'share' ? this.points(Number(size)) : (this.figure(Number(size), unit) ?? ''),
    );
  }

  #signed(difference: number | string, size: (absolute: string) => string): string {
    const text = String(difference);
    const absolute = size(text.replace('-', ''));
    // What reads as nothing has no sign, and neither has nothing.
    if (absolute === size('0')) return absolute;
    return `${text.startsWith('-') ? '−' : '+'}${absolute}`;
  }

  /** Whole seconds up to an hour, then whole minutes: 44s, 2m 44s, 1h 12m. */
  duration(seconds: number): string {
    const whole = seconds < HOUR ? Math.round(seconds) : Math.round(seconds / MINUTE) * MINUTE;
    const parts: [number, string][] = [
      [Math.floor(whole / HOUR), 'hour'],
      [Math.floor((whole % HOUR) / MINUTE), 'minute'],
      [whole % MINUTE, 'second'],
    ];
    const said = parts.filter(([amount]) => amount > 0);
    const units = said.length > 0 ? said : parts.slice(2);
    return units.map(([amount, unit]) => this.#unit(amount, unit)).join(' ');
  }

  /** 12 days; below ten a decimal counts: 6.9 days. */
  days(days: number): string {
    return new Intl.NumberFormat(this.language, {
      style: 'unit',
      unit: 'day',
      unitDisplay: 'long',
      maximumFractionDigits: days < 10 ? 1 : 0,
    }).format(days);
  }

  /** The name of a country that is given by its two letters; the letters where the browser knows none. */
  country(code: string): string {
    return new Intl.DisplayNames(this.language, { type: 'region', fallback: 'code' }).of(code) ?? code;
  }

  #unit(amount: number, unit: string): string {
    return new Intl.NumberFormat(this.language, { style: 'unit', unit, unitDisplay: 'narrow' }).format(amount);
  }

  /** A number in little room: 1.2K in place of 1,234. */
  short(value: number): string {
    return value < 1000 ? this.count(value) : this.#compact.format(value);
  }

  /** The name of a weekday, 1 for Monday to 7 for Sunday. */
  weekday(weekday: number, length: 'short' | 'long'): string {
    // 1 January 2024 was a Monday.
    return this.#inUtc({ weekday: length }).format(atMidnight(`2024-01-0${weekday}`));
  }

  /** 09:00–10:00 */
  hour(hour: number): string {
    const clock = (of: number) => `${String(of).padStart(2, '0')}:00`;
    return `${clock(hour)}–${clock(hour + 1)}`;
  }

  /** Sun 22 Nov */
  dayDate(date: IsoDate): string {
    return this.#inUtc({ weekday: 'short', day: 'numeric', month: 'short' }).format(atMidnight(date));
  }

  /** 22 Nov */
  shortDate(date: IsoDate): string {
    return this.#inUtc({ day: 'numeric', month: 'short' }).format(atMidnight(date));
  }

  /** 16 – 22 Nov 2026 */
  range(from: IsoDate, to: IsoDate): string {
    if (this.language === 'zh-TW') {
      // The browser's own range is written with slashes, unlike every other date here.
      const sameYear = from.slice(0, 4) === to.slice(0, 4);
      return from === to
        ? this.#fullDate(from)
        : `${this.#fullDate(from)} – ${sameYear ? this.shortDate(to) : this.#fullDate(to)}`;
    }
    const dates = this.#inUtc({ day: 'numeric', month: 'short', year: 'numeric' });
    return dates.formatRange(atMidnight(from), atMidnight(to));
  }

  /** 16 – 22 Nov */
  rangeWithinYear(from: IsoDate, to: IsoDate): string {
    if (this.language === 'zh-TW') return `${this.shortDate(from)} – ${this.shortDate(to)}`;
    return this.#inUtc({ day: 'numeric', month: 'short' }).formatRange(atMidnight(from), atMidnight(to));
  }

  /** 2026年11月16日 */
  #fullDate(date: IsoDate): string {
    return this.#inUtc({ day: 'numeric', month: 'long', year: 'numeric' }).format(atMidnight(date));
  }

  /** The time of day in the account's zone, and its date when that is not today's. */
  asOf(instant: string, timeZone: string, today: IsoDate): string {
    const time = new Date(instant);
    const date = this.#dated({ timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }, 'sv').format(time);
    const clock = { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
    return this.#dated(date === today ? clock : { ...clock, day: 'numeric', month: 'short' }).format(time);
  }

  #inUtc(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    return this.#dated({ ...options, timeZone: 'UTC' });
  }

  #dated(options: Intl.DateTimeFormatOptions, locale: string = dateLocale(this.language)): Intl.DateTimeFormat {
    const key = locale + JSON.stringify(options);
    const known = this.#dates.get(key);
    if (known) return known;
    const made = inKnownZone(locale, options);
    this.#dates.set(key, made);
    return made;
  }
}

/** Day before month, which most readers of English expect beside ISO dates. */
function dateLocale(language: Language): string {
  return language === 'en' ? 'en-GB' : language;
}

/** A browser may not know the account's zone; the server reads one it does not know as UTC, and so do we. */
function inKnownZone(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(locale, options);
  } catch {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
  }
}
