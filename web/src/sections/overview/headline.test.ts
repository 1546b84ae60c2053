import { expect, it } from 'vitest';
import { type Happened, headlineOf } from './headline';

const usual: Happened = {
  received: { now: 102, previous: 100 },
  inboxes: [],
  median: { now: 130, previous: 120, samples: { now: 40, previous: 50 } },
};

it('is quiet when nothing changed, when little was counted, and when nothing is known', () => {
  expect(headlineOf(usual)).toBeNull();
  expect(headlineOf({ ...usual, received: { now: 19, previous: 5 } })).toBeNull();
  // From nothing there is no percentage.
  expect(headlineOf({ ...usual, received: { now: 400, previous: 0 } })).toBeNull();
  // Three responses say nothing about a median.
  const few = { now: 600, previous: 60, samples: { now: 3, previous: 50 } };
  expect(headlineOf({ ...usual, median: few })).toBeNull();
  // A few seconds do not matter, however large a part they are.
  const seconds = { now: 20, previous: 10, samples: { now: 50, previous: 50 } };
  expect(headlineOf({ ...usual, median: seconds })).toBeNull();
  expect(headlineOf({ received: null, inboxes: [], median: null })).toBeNull();
});

it.each([
  [118, 100, 0.18],
  [110, 100, 0.1],
  [109, 100, undefined],
  [80, 100, -0.2],
])('%i received after %i', (now, previous, change) => {
  expect(headlineOf({ ...usual, received: { now, previous } })?.received).toBe(change);
});

it.each([
  // One inbox makes most of the rise, though another falls.
  [
    [
      { name: 'a', now: 70, previous: 40 },
      { name: 'b', now: 50, previous: 60 },
    ],
    'a',
  ],
  // Three rise alike.
  [
    [
      { name: 'a', now: 47, previous: 40 },
      { name: 'b', now: 37, previous: 30 },
      { name: 'c', now: 36, previous: 30 },
    ],
    null,
  ],
  [[{ name: 'a', now: 120, previous: 100 }], null],
  [[], null],
])('the rise from %j comes mostly from %s', (inboxes, mostly) => {
  expect(headlineOf({ ...usual, received: { now: 120, previous: 100 }, inboxes })?.mostly).toBe(mostly);
});

it('a fall comes mostly from the inbox that falls most', () => {
  const inboxes = [
    { name: 'a', now: 10, previous: 50 },
    { name: 'b', now: 50, previous: 50 },
  ];
  expect(headlineOf({ ...usual, received: { now: 60, previous: 100 }, inboxes })).toEqual({
    received: -0.4,
    mostly: 'a',
    median: null,
  });
});

it('says how much longer responses take, or how much less', () => {
  const median = (now: number, previous: number) => ({ now, previous, samples: { now: 50, previous: 50 } });
  expect(headlineOf({ ...usual, median: median(240, 180) })?.median).toEqual({ seconds: 240, more: 60 });
  expect(headlineOf({ ...usual, median: median(120, 240) })?.median).toEqual({ seconds: 120, more: -120 });
  expect(headlineOf({ ...usual, median: median(240, 210) })).toBeNull();
});
