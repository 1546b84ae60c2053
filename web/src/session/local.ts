import type { SignIn } from './sign-in';

export const ROLES = ['owner', 'admin', 'agent'] as const;

const ROLE = 'role';

/** The local system's sign-in, which gives a token for any role. The role is remembered for this tab, the token is not. */
export class LocalSignIn implements SignIn {
  readonly choosesRole = true;

  async resume(): Promise<string | null> {
    const role = sessionStorage.getItem(ROLE);
    if (role === null) return null;
    const token = await this.#tokenFor(role);
    if (token === null) sessionStorage.removeItem(ROLE);
    return token;
  }

  async ask(role: string): Promise<string | null> {
    const token = await this.#tokenFor(role);
    if (token === null) throw new Error('no token for this role');
    sessionStorage.setItem(ROLE, role);
    return token;
  }

  async #tokenFor(role: string): Promise<string | null> {
    const response = await fetch('/local/sign-in', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ role }),
    });
    return response.ok ? ((await response.json()) as { token: string }).token : null;
  }

  async renew(): Promise<string | null> {
    return null;
  }

  async leave(): Promise<void> {
    sessionStorage.removeItem(ROLE);
  }

  onToken(): void {
    // A local token lives for a working day, and the role is asked for again after it.
  }
}
