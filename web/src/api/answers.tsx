import { createContext } from 'preact';
import { useContext, useEffect, useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';
import type { Answer, Api, History, Route } from './client';
import { type Problem, problemOf, UNREACHABLE } from './problem';

interface Entry {
  answer?: unknown;
  problem?: Problem | undefined;
  loading?: Promise<void> | undefined;
}

/** What a route is asked: its path parameters and its query. */
export interface Question {
  path?: Record<string, string>;
  query?: Record<string, string>;
}

const KEPT = 60;

/** The answers that came so far, and which parts of the page wait for which. Each sign-in has its own. */
export class Answers {
  readonly #entries = new Map<string, Entry>();
  readonly #watched = new Map<string, Set<() => void>>();
  readonly #listeners = new Set<() => void>();

  constructor(readonly api: Api) {}

  /** Calls `listener` whenever any answer changes. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls `watcher` whenever the answer to one question changes. The question is on view until the watching ends. */
  watch(key: string, watcher: () => void): () => void {
    const watchers = this.#watched.get(key) ?? new Set();
    this.#watched.set(key, watchers.add(watcher));
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0 && this.#watched.get(key) === watchers) this.#watched.delete(key);
    };
  }

  entry(key: string): Entry {
    return this.#entries.get(key) ?? {};
  }

  /** Asks, unless the same question is under way. The browser revalidates by the answer's `ETag`. */
  load(key: string, route: Route, question: Question): Promise<void> {
    const entry = this.#entries.get(key) ?? {};
    if (entry.loading) return entry.loading;
    entry.loading = this.#ask(route, question).then((outcome) => {
      // An old answer outlives a failed refresh; `problem` says that it was not refreshed.
      this.#entries.set(key, { ...(entry.answer !== undefined && { answer: entry.answer }), ...outcome });
      this.#notify(key);
    });
    this.#entries.set(key, entry);
    this.#forget();
    this.#notify(key);
    return entry.loading;
  }

  async #ask(route: Route, question: Question): Promise<Entry> {
    try {
      // The client types the parameters of each route; here the route may be any.
      const get = this.api.GET as (
        route: Route,
        init: object,
      ) => Promise<{ data?: unknown; error?: unknown; response: Response }>;
      const { data, error, response } = await get(route, { params: question });
      return data === undefined ? { problem: problemOf(response.status, error) } : { answer: data };
    } catch {
      return { problem: UNREACHABLE };
    }
  }

  /** Whether every question on view has an answer or a problem. */
  settled(): boolean {
    return [...this.#watched.keys()].every((key) => {
      const { answer, problem } = this.entry(key);
      return answer !== undefined || problem !== undefined;
    });
  }

  /** The oldest time that the figures on view are of. */
  asOf(): string | null {
    return (
      this.#onView()
        .flatMap(({ as_of }) => as_of ?? [])
        .sort()[0] ?? null
    );
  }

  /** How much of history the figures on view have; `since_connection` where any of them lacks some. */
  history(): History | null {
    const all = this.#onView().flatMap(({ history }) => history ?? []);
    return all.find((history) => history === 'since_connection') ?? all[0] ?? null;
  }

  /** The answers on view, for the fields that all sections have and the directory lacks. */
  #onView(): { as_of?: string; history?: History }[] {
    return [...this.#watched.keys()].map((key) => this.entry(key).answer ?? {});
  }

  #forget(): void {
    for (const [key, entry] of this.#entries) {
      if (this.#entries.size <= KEPT) return;
      if (!this.#watched.has(key) && !entry.loading) this.#entries.delete(key);
    }
  }

  #notify(key: string): void {
    for (const watcher of this.#watched.get(key) ?? []) watcher();
    for (const listener of this.#listeners) listener();
  }
}

export const AnswersContext = createContext<Answers | null>(null);
/** The number of refreshes so far. With each one the page asks its questions again. */
export const RefreshContext = createContext(0);

export function useAnswers(): Answers {
  const answers = useContext(AnswersContext);
  if (!answers) throw new Error('no sign-in around this');
  return answers;
}

export interface Loaded<T> {
  state: 'loading' | 'ready' | 'error';
  /** The answer; while another question is loading, the last one's. */
  answer: T | undefined;
  /** Why there is no answer, or why the one that is shown could not be refreshed. */
  problem: Problem | undefined;
  /** Whether the reader's own retry is under way; refreshes by themselves are quiet. */
  retrying: boolean;
  retry(): void;
}

/** Redraws with every answer. For small parts only, since the answers of all sections come at the same time. */
export function useAnswersRedraw(): Answers {
  const answers = useAnswers();
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  // A layout effect, as in `useAnswer`: no answer can come between the drawing and the listening.
  useLayoutEffect(() => answers.listen(() => redraw(undefined)), [answers]);
  return answers;
}

/** Asks a route, asks again with every refresh, and returns the answer or why there is none. Null asks nothing. */
export function useAnswer<R extends Route>(route: R, question: Question | null): Loaded<Answer<R>> {
  const answers = useAnswers();
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const refresh = useContext(RefreshContext);
  const key = question && JSON.stringify([route, question]);
  const last = useRef<Answer<R>>();
  const [retried, setRetried] = useState<string | null>(null);

  useLayoutEffect(() => (key === null ? undefined : answers.watch(key, () => redraw(undefined))), [answers, key]);
  // The key holds the question; a refresh asks it again.
  useEffect(() => {
    if (key !== null && question) void answers.load(key, route, question);
  }, [answers, key, refresh]);

  const { answer, problem } = (key === null ? {} : answers.entry(key)) as Entry & { answer?: Answer<R> };
  if (answer !== undefined) last.current = answer;
  return {
    state: answer !== undefined ? 'ready' : problem ? 'error' : 'loading',
    answer: answer ?? (problem ? undefined : last.current),
    problem,
    retrying: retried !== null && retried === key,
    retry: () => {
      if (key === null || !question) return;
      setRetried(key);
      void answers.load(key, route, question).then(() => setRetried(null));
    },
  };
}
