import type { Bearer } from '../api/client';
import { loadConfig } from './config';
import { LocalSignIn } from './local';

export type SessionState =
  | { name: 'starting' }
  /** `expired`: there was a sign-in, and it ended by itself. */
  | { name: 'signed-out'; expired: boolean }
  | { name: 'signed-in' }
  | { name: 'refused' }
  | { name: 'failed' };

/** One way to sign in. Tokens are kept in memory only, by whoever implements this. */
export interface SignIn {
  /** The local system lets its reader choose a role; a provider has a page of its own. */
  readonly choosesRole: boolean;
  /** A token without asking the reader, or null. */
  resume(): Promise<string | null>;
  /** A token after asking the reader; null when the page is left for the provider's. */
  ask(role: string): Promise<string | null>;
  /** A new token in place of one that was not accepted, without asking; null if there is none. */
  renew(): Promise<string | null>;
  /** Forgets everything. May leave the page for the provider's. */
  leave(): Promise<void>;
  /** Tokens that come by themselves before the last one ends. */
  onToken(listener: (token: string) => void): void;
}

/** A token that is refused this soon after it came is not refused for its age. */
const YOUNG_MS = 30_000;

/** Who is signed in, from opening the page to leaving it. */
export class Session implements Bearer {
  state: SessionState = { name: 'starting' };
  #signIn: SignIn | null = null;
  #token: string | null = null;
  #tokenSince = 0;
  #listeners = new Set<() => void>();

  /** `createSignIn` finds out how one signs in here. */
  constructor(readonly createSignIn: () => Promise<SignIn> = configuredSignIn) {}

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get choosesRole(): boolean {
    return this.#signIn?.choosesRole ?? false;
  }

  async start(): Promise<void> {
    this.#become({ name: 'starting' });
    try {
      this.#signIn = await this.createSignIn();
      this.#signIn.onToken((token) => this.#keep(token));
      const token = await this.#signIn.resume();
      if (token) this.#enter(token);
      else this.#become({ name: 'signed-out', expired: false });
    } catch {
      this.#become({ name: 'failed' });
    }
  }

  async enter(role = ''): Promise<void> {
    try {
      const token = await this.#signIn?.ask(role);
      if (token) this.#enter(token);
    } catch {
      this.#become({ name: 'failed' });
    }
  }

  async leave(): Promise<void> {
    this.#token = null;
    this.#become({ name: 'signed-out', expired: false });
    await this.#signIn?.leave();
  }

  token(): string | null {
    return this.#token;
  }

  expired(token: string | null): void {
    // Several calls may be refused together; only the first one's word counts.
    if (token !== this.#token || this.state.name !== 'signed-in') return;
    const young = Date.now() - this.#tokenSince < YOUNG_MS;
    this.#token = null;
    this.#become({ name: 'starting' });
    void this.#again(young);
  }

  refused(): void {
    this.#become({ name: 'refused' });
  }

  async #again(young: boolean): Promise<void> {
    const token = young ? null : await this.#signIn?.renew().catch(() => null);
    if (token) this.#enter(token);
    else this.#become({ name: 'signed-out', expired: true });
  }

  #enter(token: string): void {
    this.#keep(token);
    this.#become({ name: 'signed-in' });
  }

  #keep(token: string): void {
    this.#token = token;
    this.#tokenSince = Date.now();
  }

  #become(state: SessionState): void {
    this.state = state;
    for (const listener of this.#listeners) listener();
  }
}

async function configuredSignIn(): Promise<SignIn> {
  const config = await loadConfig();
  if (config.sign_in === 'local') return new LocalSignIn();
  const { OidcSignIn } = await import('./oidc');
  return new OidcSignIn(config);
}
