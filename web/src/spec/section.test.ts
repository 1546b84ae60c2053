import { describe, expect, it } from 'vitest';
import { Format } from '../text/format';
import { inLanguages } from '../text/language';
import { dailySeries } from './daily-chart';
import { isUncounted, linesOf, type SpecTable } from './figure';
import { definitionsOf, lacksFigures, sectionSpec } from './section';

const figures = { new_contacts: { label: 'New', meaning: 'First seen in the period.' } };
const texts = {
  title: 'Contacts',
  figures: {
    ...figures,
    contacts: { label: 'All', meaning: 'Ever seen.' },
    active_customers: { label: 'Active', meaning: 'Active now.' },
    idle_customers: { label: 'Idle', meaning: 'Not active now.' },
  },
};
const root = {
  contacts: { unit: 'count' },
  active_customers: { unit: 'count' },
  idle_customers: { unit: 'count' },
} as const;
const totals = { new_contacts: { unit: 'count' } } as const;
const declared = { name: 'contacts', route: '/v1/contacts', text: inLanguages(texts, texts) } as const;

/** `tsc` tests these: an `@ts-expect-error` fails the check if the line below it has no error. */
describe('a specification does not compile', () => {
  it('unless it has every figure of the answer', () => {
    sectionSpec({ ...declared, figures: { root, totals } });
    const { contacts: _, ...fewer } = root;
    // @ts-expect-error `contacts` has no line.
    sectionSpec({ ...declared, figures: { root: fewer, totals } });
    // @ts-expect-error `totals` are missing.
    sectionSpec({ ...declared, figures: { root } });
  });

  it('with a field that the answer does not have', () => {
    // @ts-expect-error It is `new_contacts`.
    sectionSpec({ ...declared, figures: { root, totals: { new_contact: { unit: 'count' } } } });
  });

  it('with a unit that the field cannot have', () => {
    // @ts-expect-error Money is a decimal string.
    sectionSpec({ ...declared, figures: { root, totals: { new_contacts: { unit: 'money' } } } });
  });

  it('without a text, in either language', () => {
    const fewer = { ...texts, figures };
    // @ts-expect-error Three texts are missing.
    sectionSpec({ ...declared, text: inLanguages(fewer, fewer), figures: { root, totals } });
    // @ts-expect-error They are missing in Chinese.
    inLanguages(texts, fewer);
  });

  it('under a name that the API does not export', () => {
    // @ts-expect-error It is `contacts`.
    sectionSpec({ ...declared, name: 'contact', figures: { root, totals } });
  });
});

const specs: SpecTable = {
  total: { unit: 'money', drawn: 'table' },
  utility: { unit: 'money', colour: 2, drawn: 'bar' },
  balance: { unit: 'money' },
  accuracy: { unit: 'share', colour: 3, drawn: 'line' },
};
const words = Object.fromEntries(Object.keys(specs).map((key) => [key, { label: key, meaning: `${key}?` }]));

it('series are the figures that are drawn, those of the table last, with a total where days add up to one', () => {
  const rows = [
    { total: '1.5', utility: '1.5', accuracy: null },
    { total: '0.25', utility: '0', accuracy: 0.5 },
  ];
  const sum = { total: '1.75', utility: '1.5', accuracy: 0.5 };
  const series = dailySeries(specs, words, rows, sum, new Format('en'));
  expect(
    series.map(
      ({ key, drawn, colour, texts, total }) => `${key}: ${drawn} ${colour}, ${texts.join(' and ')}, in all ${total}`,
    ),
  ).toEqual([
    'utility: bar 2, $1.50 and $0.00, in all $1.50',
    'accuracy: line 3,  and 50.0%, in all undefined',
    'total: table 0, $1.50 and $0.25, in all $1.75',
  ]);
  expect(series.map(({ values }) => values)).toEqual([
    [1.5, 0],
    [null, 0.5],
    [1.5, 0.25],
  ]);
});

it('a figure that stands at two places is explained once', () => {
  expect(definitionsOf([...linesOf(specs), ...linesOf(specs)], words)).toEqual([
    ['total', 'total?'],
    ['utility', 'utility?'],
    ['balance', 'balance?'],
    ['accuracy', 'accuracy?'],
  ]);
});

describe('null is “not counted yet”', () => {
  const responses: SpecTable = {
    responses: { unit: 'count' },
    median: { unit: 'duration', nullUntilRebuild: true, samples: 'responses' },
    resolved: { unit: 'count', nullUntilRebuild: true },
  };
  it.each([
    ['resolved', { resolved: null }, true],
    ['resolved', { resolved: 0 }, false],
    // Nothing was answered, so there is no median, whatever the counters have.
    ['median', { responses: 0, median: null }, false],
    ['median', { responses: 3, median: null }, true],
    // The counters do not even have the number of samples.
    ['median', { responses: null, median: null }, true],
    ['median', { responses: 3, median: 12 }, false],
    ['responses', { responses: null }, false],
  ] as const)('%s of %j: %s', (key, values, expected) => {
    expect(isUncounted(responses[key] ?? { unit: 'count' }, key, values)).toBe(expected);
  });

  it.each([
    [{ totals: { responses: 3, median: 12, resolved: 0 } }, 'totals', false],
    [{ totals: { responses: 3, median: 12, resolved: null } }, 'totals', true],
    [{ agents: [{ responses: 0, median: null, resolved: 1 }] }, 'agents', false],
    [{ agents: [{ resolved: 1, responses: 1, median: null }] }, 'agents', true],
    [{ agents: null }, 'agents', true],
    [{ totals: { tool: { responses: 1, median: 2, resolved: null } } }, 'each', true],
    [{ responses: 1, median: 2, resolved: 3 }, 'root', false],
  ])('%j at %s lacks figures: %s', (answer, place, expected) => {
    expect(lacksFigures({ [place]: responses }, answer)).toBe(expected);
  });
});
