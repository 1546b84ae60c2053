import { sectionSpec } from '../../spec/section';
import { text } from './text';

export const conversations = sectionSpec({
  name: 'conversations',
  route: '/v1/conversations',
  text,
  byDay: true,
  figures: {
    // In other colours than the chart's series, which are other figures.
    active: {
      total: { unit: 'count' },
      unassigned: { unit: 'count', colour: 2 },
      assigned: { unit: 'count', colour: 3 },
      resolved: { unit: 'count', colour: 5 },
    },
    totals: {
      new_sessions: { unit: 'count', colour: 1, drawn: 'bar' },
      // The colour of those that are resolved among the active ones.
      resolved_sessions: { unit: 'count', colour: 5, drawn: 'line', nullUntilRebuild: true },
      resolved_without_agent: { unit: 'count', drawn: 'table', nullUntilRebuild: true },
    },
    daily: {
      active_sessions: { unit: 'count', colour: 4, drawn: 'line' },
    },
  },
});
