import { sectionSpec } from '../../spec/section';
import { text } from './text';

export const flows = sectionSpec({
  name: 'flows',
  route: '/v1/flows',
  text,
  byDay: true,
  figures: {
    totals: {
      times_triggered: { unit: 'count', colour: 1, drawn: 'bar' },
      // The flows of two days may be the same ones.
      flows_triggered: { unit: 'count', colour: 4, drawn: 'line', daysOverlap: true },
    },
    popular: {
      times_triggered: { unit: 'count' },
    },
  },
});
