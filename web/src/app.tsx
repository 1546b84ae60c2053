import { useLayoutEffect, useMemo, useReducer } from 'preact/hooks';
import { Answers, AnswersContext } from './api/answers';
import { createApi } from './api/client';
import { LooksAround } from './page/looks';
import { Page } from './page/page';
import { SessionContext } from './session/context';
import { Failed, Refused, SignedOut, Starting } from './session/screens';
import type { Session } from './session/session';

/** The page, or what stands before it. */
export function App({ session }: { session: Session }) {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  // Within the first drawing: the session starts right after it, and what it becomes must not be missed.
  useLayoutEffect(() => session.listen(() => redraw(undefined)), [session]);
  return (
    <LooksAround>
      <SessionContext.Provider value={session}>
        <Screens session={session} />
      </SessionContext.Provider>
    </LooksAround>
  );
}

function Screens({ session }: { session: Session }) {
  const { state } = session;
  switch (state.name) {
    case 'starting':
      return <Starting />;
    case 'signed-out':
      return <SignedOut session={session} expired={state.expired} />;
    case 'refused':
      return <Refused session={session} />;
    case 'failed':
      return <Failed session={session} />;
    case 'signed-in':
      return <SignedIn session={session} />;
  }
}

/** Answers live as long as the sign-in they came to. */
function SignedIn({ session }: { session: Session }) {
  const answers = useMemo(() => new Answers(createApi(session)), [session]);
  return (
    <AnswersContext.Provider value={answers}>
      <Page />
    </AnswersContext.Provider>
  );
}
