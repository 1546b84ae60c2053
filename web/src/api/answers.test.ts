import { describe, expect, it } from 'vitest';
import { Answers } from './answers';
import type { Api, Route } from './client';

type Given = Partial<Record<Route, object | null>>;

/** Gives every route its answer; null is a problem. */
function answersOf(given: Given): Answers {
  const get = async (route: Route) => {
    const data = given[route] ?? undefined;
    return { data, response: { status: data ? 200 : 503 } };
  };
  return new Answers({ GET: get } as unknown as Api);
}

/** These answers, all of them on view. */
async function onView(given: Given): Promise<Answers> {
  const answers = answersOf(given);
  for (const route of Object.keys(given) as Route[]) {
    answers.watch(route, () => {});
    await answers.load(route, route, {});
  }
  return answers;
}

describe('how much of history is on view', () => {
  const complete = { history: 'complete' };
  const since = { history: 'since_connection' };
  const directory = { account: {} };

  it.each([
    ['nothing', {}, null],
    ['the directory, which does not say', { '/v1/directory': directory }, null],
    ['a problem', { '/v1/messages': null }, null],
    ['all of it', { '/v1/directory': directory, '/v1/messages': complete, '/v1/flows': complete }, 'complete'],
    ['a part of it', { '/v1/messages': since, '/v1/flows': since }, 'since_connection'],
    ['in one answer only a part of it', { '/v1/messages': complete, '/v1/flows': since }, 'since_connection'],
    ['what came, beside a problem', { '/v1/messages': null, '/v1/flows': since }, 'since_connection'],
  ] as const)('%s', async (_, given, history) => {
    expect((await onView(given)).history()).toBe(history);
  });

  it('leaves out what is no longer on view', async () => {
    const answers = answersOf({ '/v1/flows': since });
    const end = answers.watch('/v1/flows', () => {});
    await answers.load('/v1/flows', '/v1/flows', {});
    expect(answers.history()).toBe('since_connection');
    end();
    expect(answers.history()).toBeNull();
  });
});

it('says the oldest time of what is on view', async () => {
  const at = (minute: number) => ({ as_of: `2026-11-22T10:${minute}:00.000Z` });
  const answers = await onView({ '/v1/messages': at(16), '/v1/flows': at(15), '/v1/directory': {} });
  expect(answers.asOf()).toBe('2026-11-22T10:15:00.000Z');
});
