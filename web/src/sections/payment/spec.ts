import { sectionSpec } from '../../spec/section';
import { text } from './text';

export const payment = sectionSpec({
  name: 'payment',
  route: '/v1/payment',
  text,
  figures: {
    root: {
      balance: { unit: 'money' },
    },
    totals: {
      total: { unit: 'money', drawn: 'table' },
      marketing: { unit: 'money', colour: 1, drawn: 'bar' },
      utility: { unit: 'money', colour: 2, drawn: 'bar' },
      authentication: { unit: 'money', colour: 3, drawn: 'bar' },
      other: { unit: 'money', colour: 4, drawn: 'bar' },
    },
  },
});
