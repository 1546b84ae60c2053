import { InMemoryWebStorage, type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { SignInConfig } from './config';
import type { SignIn } from './sign-in';

type OidcConfig = Extract<SignInConfig, { sign_in: 'oidc' }>;

/** OpenID Connect: authorization code with PKCE. Tokens stay in memory; only the redirect's state is stored. */
export class OidcSignIn implements SignIn {
  readonly choosesRole = false;
  readonly #manager: UserManager;
  /** Whether the reader signed out here. The provider then asks who they are. */
  #left = false;

  constructor(readonly config: OidcConfig) {
    const home = `${location.origin}/`;
    this.#manager = new UserManager({
      authority: config.authority,
      client_id: config.client_id,
      scope: config.scope,
      redirect_uri: home,
      response_type: 'code',
      userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
      stateStore: new WebStorageStateStore({ store: sessionStorage }),
      // By refresh token, where the provider gave one. The other way, a frame, needs a page that the policy does not allow.
      automaticSilentRenew: true,
      monitorSession: false,
    });
  }

  /** Finishes the sign-in when the provider sent the reader back, and restores the address from before it. */
  async resume(): Promise<string | null> {
    const query = new URLSearchParams(location.search);
    if (!query.has('state') || !(query.has('code') || query.has('error'))) {
      return this.ask();
    }
    try {
      const user = await this.#manager.signinCallback();
      const before = typeof user?.state === 'string' ? user.state : '/';
      history.replaceState(null, '', before);
      return user ? this.#tokenOf(user) : null;
    } catch {
      // A reloaded or shared link has a code that was used before. Nothing says any more which address it was for.
      history.replaceState(null, '', '/');
      return null;
    }
  }

  async ask(): Promise<string | null> {
    await this.#manager.signinRedirect({
      state: location.pathname + location.search + location.hash,
      ...(this.#left && { prompt: 'login' }),
    });
    return new Promise(() => {}); // the page is being left
  }

  async renew(): Promise<string | null> {
    const user = await this.#manager.getUser();
    const renewed = user?.refresh_token ? await this.#manager.signinSilent().catch(() => null) : null;
    return renewed ? this.#tokenOf(renewed) : this.ask();
  }

  async leave(): Promise<void> {
    this.#left = true;
    await this.#manager.removeUser();
    if (this.config.logout_url) location.assign(this.config.logout_url);
  }

  onToken(listener: (token: string) => void): void {
    this.#manager.events.addUserLoaded((user) => {
      const token = this.#tokenOf(user);
      if (token) listener(token);
    });
  }

  #tokenOf(user: User): string | null {
    return this.config.token === 'id' ? (user.id_token ?? null) : user.access_token;
  }
}
