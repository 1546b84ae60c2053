import { sectionSpec } from '../../spec/section';
import { text } from './text';

export const conversations = sectionSpec({
  name: 'conversations',
  route: '/v1/conversations',
  text,
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
    },
    daily: {
      active_sessions: { unit: 'count', colour: 4, drawn: 'line' },
    },
  },
});
