import type { Bearer } from '../api/client';
import { loadConfig } from './config';
import { LocalSignIn } from './local';
import type { SignIn } from './sign-in';

export type SessionState =
  | { name: 'starting' }
  /** `expired`: there was a sign-in, and it ended by itself. */
  | { name: 'signed-out'; expired: boolean }
  | { name: 'signed-in' }
  | { name: 'refused' }
  | { name: 'failed' };

/** A token that is younger than this was not refused because it had expired. */
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
    // Several calls may be refused together; only the first one renews the token.
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
