import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Session } from './session';
import type { SignIn } from './sign-in';

/** Gives out token 1, 2, 3 …; how it answers is set by each test. */
function signIn(parts: Partial<SignIn> = {}): SignIn {
  let given = 0;
  const next = async () => `token ${++given}`;
  return {
    choosesRole: true,
    resume: next,
    ask: next,
    renew: next,
    leave: async () => {},
    onToken: () => {},
    ...parts,
  };
}

async function started(parts?: Partial<SignIn>): Promise<Session> {
  const session = new Session(async () => signIn(parts));
  await session.start();
  return session;
}

const settled = () => vi.advanceTimersByTimeAsync(0);
const minute = () => vi.advanceTimersByTimeAsync(60_000);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('starting', () => {
  it('resumes where a token comes without asking', async () => {
    const session = await started();
    expect([session.state.name, session.token()]).toEqual(['signed-in', 'token 1']);
  });

  it('waits for the reader where none does', async () => {
    const session = await started({ resume: async () => null });
    expect(session.state).toEqual({ name: 'signed-out', expired: false });
    await session.enter('owner');
    expect(session.state.name).toBe('signed-in');
  });

  it('fails where the sign-in cannot be reached, and can be tried again', async () => {
    let reachable = false;
    const session = new Session(async () => {
      if (!reachable) throw new Error('unreachable');
      return signIn();
    });
    await session.start();
    expect(session.state.name).toBe('failed');
    reachable = true;
    await session.start();
    expect(session.state.name).toBe('signed-in');
  });
});

describe('a token that is not accepted', () => {
  it('is renewed once, however many calls were refused', async () => {
    const renew = vi.fn(async () => 'renewed');
    const session = await started({ renew });
    await minute();
    for (const _ of [1, 2, 3]) session.expired('token 1');
    await settled();
    expect([session.state.name, session.token(), renew.mock.calls.length]).toEqual(['signed-in', 'renewed', 1]);
  });

  it('is said to have ended where it cannot be renewed', async () => {
    const session = await started({ renew: async () => null });
    await minute();
    session.expired('token 1');
    await settled();
    expect([session.state, session.token()]).toEqual([{ name: 'signed-out', expired: true }, null]);
  });

  it('is not renewed while it is new, which would go round in circles', async () => {
    const renew = vi.fn(async () => 'renewed');
    const session = await started({ renew });
    session.expired('token 1');
    await settled();
    expect([session.state.name, renew.mock.calls.length]).toEqual(['signed-out', 0]);
  });

  it('does not end the sign-in when an older token is refused', async () => {
    const session = await started();
    session.expired('an older token');
    expect(session.state.name).toBe('signed-in');
  });
});

it('keeps nothing after signing out', async () => {
  const session = await started();
  session.refused();
  expect(session.state.name).toBe('refused');
  await session.leave();
  expect([session.state, session.token()]).toEqual([{ name: 'signed-out', expired: false }, null]);
});
