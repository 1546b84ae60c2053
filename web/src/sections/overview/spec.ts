import { sectionSpec } from '../../spec/section';
import { text } from './text';

export const overview = sectionSpec({
  name: 'overview',
  route: '/v1/overview',
  text,
  fixedPeriod: true,
  figures: {
    root: {
      active_sessions: { unit: 'count' },
      contacts: { unit: 'count' },
      messages_sent: { unit: 'count' },
      messages_received: { unit: 'count' },
      broadcasts_sent: { unit: 'count' },
    },
  },
});
