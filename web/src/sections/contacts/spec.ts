import { sectionSpec } from '../../spec/section';
import { text } from './text';

export const contacts = sectionSpec({
  name: 'contacts',
  route: '/v1/contacts',
  text,
  byDay: true,
  figures: {
    root: {
      contacts: { unit: 'count' },
      active_customers: { unit: 'count', colour: 3 },
      idle_customers: { unit: 'count', colour: 5 },
    },
    totals: {
      new_contacts: { unit: 'count', colour: 1, drawn: 'bar' },
    },
  },
});
