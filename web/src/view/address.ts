import type { IsoDate } from '../text/date';
import { DEFAULT_PERIOD, faultOf, isPreset, type Period, periodParameters, type RangeFault } from './period';

/** One agent or one team, shown in place of all sections. */
export interface Detail {
  kind: 'agent' | 'team';
  id: string;
}

/** What the page shows. It stands in the query string, so that a link shows the same page. */
export interface Address {
  period: Period;
  inboxId: string | null;
  /** Null where all sections are shown. */
  detail: Detail | null;
  /** Which chart a detail shows, by its figure; null for the one that is shown first. */
  chart: string | null;
  /** Whether charts show the days before, too. */
  compare: boolean;
  /** Which figure the hours of the week show; null for the first one. */
  hours: string | null;
  /** Whether teams show the sum of their members instead of themselves. */
  allMembers: boolean;
}

/** A value of the query string that cannot be used, and why, where that is known. */
export interface Ignored {
  name: string;
  value: string;
  fault?: RangeFault;
}

/** What an address is judged by. */
export interface Known {
  today: IsoDate;
  inboxIds: readonly string[];
  /** The charts of details, and which of them is shown first. */
  charts: readonly string[];
  firstChart: string;
  /** The figures of the hours of the week, the one that is shown first before the others. */
  hours: readonly string[];
}

const NAMES = new Set(['period', 'from', 'to', 'inbox_id', 'agent', 'team', 'chart', 'compare', 'hours', 'members']);

/** Reads a query string. What makes no sense falls back to the default and is named in `ignored`. */
export function readAddress(search: string, known: Known): { address: Address; ignored: Ignored[] } {
  const query = new URLSearchParams(search);
  const ignored: Ignored[] = [];
  const ignore = (name: string, fault?: RangeFault) => {
    for (const value of query.getAll(name)) ignored.push({ name, value, ...(fault && { fault }) });
  };
  for (const name of new Set(query.keys())) {
    if (NAMES.has(name) && query.getAll(name).length === 1) continue;
    ignore(name);
    // Nothing says which of several values is meant.
    query.delete(name);
  }

  let inboxId = query.get('inbox_id');
  if (inboxId !== null && !known.inboxIds.includes(inboxId)) {
    ignore('inbox_id');
    inboxId = null;
  }

  const agent = query.get('agent');
  const team = query.get('team');
  if (agent === '') ignore('agent');
  if (team === '' || (team && agent)) ignore('team');
  const detail: Detail | null = agent ? { kind: 'agent', id: agent } : team ? { kind: 'team', id: team } : null;

  let chart = query.get('chart');
  if (chart !== null && !known.charts.includes(chart)) {
    ignore('chart');
    chart = null;
  }

  let hours = query.get('hours');
  if (hours !== null && !known.hours.includes(hours)) {
    ignore('hours');
    hours = null;
  }

  const compare = query.get('compare');
  if (compare !== null && compare !== 'before') ignore('compare');

  const members = query.get('members');
  if (members !== null && members !== 'all') ignore('members');

  return {
    address: {
      period: readPeriod(query, known.today, ignore),
      inboxId,
      detail,
      chart: chart === known.firstChart ? null : chart,
      compare: compare === 'before',
      hours: hours === known.hours[0] ? null : hours,
      allMembers: members === 'all',
    },
    ignored,
  };
}

function readPeriod(
  query: URLSearchParams,
  today: IsoDate,
  ignore: (name: string, fault?: RangeFault) => void,
): Period {
  const preset = query.get('period');
  if (preset !== null) {
    for (const name of ['from', 'to']) if (query.has(name)) ignore(name);
    if (isPreset(preset)) return { preset };
    ignore('period');
    return DEFAULT_PERIOD;
  }
  if (!query.has('from') && !query.has('to')) return DEFAULT_PERIOD;
  const range = { from: query.get('from') ?? '', to: query.get('to') ?? '' };
  const fault = faultOf(range, today);
  if (!fault) return range;
  ignore('from', fault);
  ignore('to', fault);
  return DEFAULT_PERIOD;
}

/** The query string of an address; `''` for the page as it is opened first. */
export function writeAddress(address: Address): string {
  const query = new URLSearchParams();
  const { period, inboxId, detail } = address;
  if (!('preset' in period) || period.preset !== '7d') {
    for (const [name, value] of Object.entries(periodParameters(period))) query.set(name, value);
  }
  if (inboxId !== null) query.set('inbox_id', inboxId);
  if (detail) {
    query.set(detail.kind, detail.id);
    if (address.chart !== null) query.set('chart', address.chart);
  }
  if (address.compare) query.set('compare', 'before');
  if (address.hours !== null) query.set('hours', address.hours);
  if (address.allMembers) query.set('members', 'all');
  const text = query.toString();
  return text && `?${text}`;
}
