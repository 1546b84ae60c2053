/**
 * How the page must write an answer's figures. Written by hand from the answer's own digits, so that it shares nothing
 * with the page: a test that compares the two checks every digit that is displayed against the answer.
 */
export interface Words {
  dollars: string;
  units: readonly [hour: string, minute: string, second: string];
  points: string;
}

export const ENGLISH: Words = { dollars: '$', units: ['h', 'm', 's'], points: ' pts' };
export const CHINESE: Words = { dollars: 'US$', units: [' 小時', ' 分鐘', ' 秒'], points: ' 個百分點' };

/** `12345` is 12,345. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `"-1234.5070"` is -$1,234.507: every digit, at least cents, no idle zeros. */
export function money(decimal: string, { dollars }: Words = ENGLISH): string {
  const [, sign, whole = '', part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal) ?? [];
  if (whole === '') throw new Error(`no decimal: ${decimal}`);
  return `${sign}${dollars}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${part.replace(/0+$/, '').padEnd(2, '0')}`;
}

/** `0.828866` is 82.9%. */
export function share(part: number): string {
  const thousandths = Math.floor((Math.round(part * 1_000_000) + 500) / 1000);
  return `${Math.floor(thousandths / 10)}.${thousandths % 10}%`;
}

/** `164.2` is 2m 44s; from an hour on whole minutes. */
export function duration(seconds: number, { units }: Words = ENGLISH): string {
  const whole = seconds < 3600 ? Math.round(seconds) : Math.round(seconds / 60) * 60;
  const amounts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const said = amounts.flatMap((amount, index) => (amount > 0 ? [`${amount}${units[index]}`] : []));
  return said.length > 0 ? said.join(' ') : `0${units[2]}`;
}

/** `12.4` is 12 days; below ten a decimal counts. */
export function days(value: number, words: Words = ENGLISH): string {
  const tenths = Math.round(value * 10);
  const number = value < 10 ? String(tenths / 10) : count(Math.round(value));
  return `${number}${words === CHINESE ? ' 天' : number === '1' ? ' day' : ' days'}`;
}

/** Fields of an answer that say what it is about, and are no figures. */
const NO_FIGURES = new Set([
  'as_of',
  'period',
  'inbox_id',
  'history',
  'date',
  'name',
  'agent_id',
  'team_id',
  'flow_id',
  'weekday',
  'hour',
  'channel',
  'country',
  'seconds',
]);

/**
 * Every figure of a section's answer by the name that the page gives it, as it must read. Rows of a list are named by
 * their date or id. `previous` is not shown: complete days are compared, wherever there is a figure of them.
 */
export function figuresOf(section: string, answer: unknown, words: Words = ENGLISH): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (path: string, key: string, value: unknown): void => {
    if (Array.isArray(value)) {
      for (const row of value) walk(`${path}.${nameOf(row)}`, key, row);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) {
        const shown = path === section ? name !== 'previous' : !(path === `${section}.complete` && name === 'days');
        if (shown && !NO_FIGURES.has(name)) walk(`${path}.${name}`, name, inner);
      }
    } else if (value !== null || !path.startsWith(`${section}.complete`)) {
      found[path] = written(key, value, words);
    }
  };
  walk(section, section, answer);
  return found;
}

/** What a row is called: by its date, by its id, or by what it is about. */
function nameOf(row: Record<string, unknown>): unknown {
  if ('weekday' in row) return `${row.weekday}.${row.hour}`;
  if ('country' in row) return row.country;
  return row.date ?? row.agent_id ?? row.team_id ?? row.inbox_id ?? row.flow_id ?? row.seconds;
}

function written(key: string, value: unknown, words: Words): string {
  if (value === null) return '–';
  if (typeof value === 'string') return money(value, words);
  if (typeof value !== 'number') throw new Error(`${key}: neither number nor decimal: ${value}`);
  if (key === 'average_accuracy' || key === 'share') return share(value);
  if (key.endsWith('_seconds')) return duration(value, words);
  if (key === 'days') return days(value, words);
  return count(value);
}

/** Figures of complete days, and of those that stand opposite them. */
interface Complete {
  days: number;
  totals: object;
  previous: object;
}

/** What a section's changes must say in English, their words for a screen reader included; none without a complete day. */
export function changesOf(section: string, complete: Complete | null): Record<string, string> {
  if (complete === null) return {};
  const on = complete.days === 1 ? '1 complete day' : `${count(complete.days)} complete days`;
  return changesBetween(section, complete.totals, complete.previous, on);
}

function changesBetween(section: string, now: object, previous: object, on: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [key, before] of Object.entries(previous)) {
    const value = (now as Record<string, unknown>)[key];
    const path = `${section}.${key}`;
    if (Array.isArray(before)) continue;
    if (typeof before === 'object' && before !== null)
      Object.assign(found, changesBetween(path, value as object, before, on));
    else if (NO_FIGURES.has(key) || key === 'samples' || before === null || value === null) continue;
    else found[path] = change(key, value, before, on);
  }
  return found;
}

export function change(key: string, now: unknown, before: unknown, on: string): string {
  const [to, from] = [Number(now), Number(before)];
  const was = written(key, before, ENGLISH);
  const tenths = Math.round(Math.abs(to - from) * 1000);
  const percent = from === 0 ? 0 : Math.round((Math.abs(to - from) / Math.abs(from)) * 100);
  const size = key === 'average_accuracy' ? `${(tenths / 10).toFixed(1)}${ENGLISH.points}` : `${count(percent)}%`;
  if (from === 0 && to !== 0 && key !== 'average_accuracy') return `newnone before, on ${on}`;
  if ((key === 'average_accuracy' ? tenths : percent) === 0) return `unchanged from ${was}, on ${on}`;
  return `${size}${to > from ? 'up' : 'down'} ${size} from ${was}, on ${on}`;
}
