import { sectionSpec } from '../../spec/section';
import { text } from './text';

export const payment = sectionSpec({
  name: 'payment',
  route: '/v1/payment',
  text,
  byDay: true,
  figures: {
    root: {
      balance: { unit: 'money' },
    },
    runway: {
      days: { unit: 'days' },
      mean_daily_usage: { unit: 'money' },
    },
    totals: {
      total: { unit: 'money', drawn: 'table' },
      marketing: { unit: 'money', colour: 1, drawn: 'bar' },
      utility: { unit: 'money', colour: 2, drawn: 'bar' },
      authentication: { unit: 'money', colour: 3, drawn: 'bar' },
      authentication_international: { unit: 'money', colour: 6, drawn: 'bar', nullUntilRebuild: true },
      service: { unit: 'money', colour: 4, drawn: 'bar', nullUntilRebuild: true },
      other: { unit: 'money', colour: 5, drawn: 'bar' },
    },
    by_country: {
      total: { unit: 'money', nullUntilRebuild: true },
    },
  },
});

/** With fewer days than this the page warns that the balance runs low. */
export const FEW_DAYS = 7;
