import { useLayoutEffect, useMemo, useReducer } from 'preact/hooks';
import { Answers, AnswersContext } from './api/answers';
import { createApi } from './api/client';
import { LooksAround } from './page/looks';
import { Page } from './page/page';
import { SessionContext } from './session/context';
import { Failed, Refused, SignedOut, Starting } from './session/screens';
import type { Session } from './session/session';

/** The page, or the screen that is shown before it. */
export function App({ session }: { session: Session }) {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  // A layout effect, so that it listens before the session starts: no change of its state is missed.
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
