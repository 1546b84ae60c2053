import { expect, it } from 'vitest';
import { sorted } from './sort';

const rows = [
  { id: 'a', seconds: 30 },
  { id: 'b', seconds: null },
  { id: 'c', seconds: 5 },
  { id: 'd', seconds: 30 },
  { id: 'e', seconds: 0 },
];

it.each([
  [false, 'ecadb'],
  [true, 'adceb'],
])('descending: %s', (descending, expected) => {
  const order = sorted(rows, (row) => row.seconds, descending, 'en');
  expect(order.map((row) => row.id).join('')).toBe(expected);
});

it('sorts names as the language does', () => {
  const names = ['Zoë', 'Éva', 'Agent 10', 'Agent 9', 'eva'];
  expect(sorted(names, (name) => name, false, 'en')).toEqual(['Agent 9', 'Agent 10', 'eva', 'Éva', 'Zoë']);
});
