import { sectionSpec } from '../../spec/section';
import { text } from './text';

export const messages = sectionSpec({
  name: 'messages',
  route: '/v1/messages',
  text,
  byDay: true,
  figures: {
    totals: {
      agent_sent: { unit: 'count', colour: 1, drawn: 'bar' },
      bot_sent: { unit: 'count', colour: 2, drawn: 'bar' },
      broadcast_sent: { unit: 'count', colour: 3, drawn: 'bar' },
      received: { unit: 'count', colour: 4, drawn: 'line' },
    },
  },
});
