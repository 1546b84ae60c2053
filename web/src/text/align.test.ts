import { expect, it } from 'vitest';
import { fillersOf } from './align';
import { Format } from './format';

it.each(['en', 'zh-TW'] as const)(
  'amounts in %s are filled up to the longest fraction, and stay as they are',
  (language) => {
    const format = new Format(language);
    const texts = ['0', '0.0393', '19.8258', '-1234.5', '0.123456789012'].map((each) => format.money(each));
    const fillers = fillersOf(texts);
    expect(fillers).toEqual(['0000000000', '00000000', '00000000', '0000000000', '']);
    const fractions = texts.map((each, index) => `${each}${fillers[index]}`.split('.')[1]?.length);
    expect(new Set(fractions)).toEqual(new Set([12]));
  },
);

it('a column of cents, and an empty one, need no zeros', () => {
  expect(fillersOf(['$1.00', '$20.50'])).toEqual(['', '']);
  expect(fillersOf([])).toEqual([]);
});
