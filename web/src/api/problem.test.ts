import { expect, it } from 'vitest';
import { problemOf } from './problem';

it.each([
  [400, { title: 'Bad Request', detail: 'Give `from` too.' }, 'Give `from` too.', null],
  [500, { detail: 'Something went wrong.', id: '4f1' }, 'Something went wrong.', '4f1'],
  [429, { message: 'Too Many Requests' }, 'Too Many Requests', null],
  [502, '<html>', null, null],
  [502, null, null, null],
])('%i %j', (status, body, detail, id) => {
  expect(problemOf(status, body)).toEqual({ status, detail, id });
});
