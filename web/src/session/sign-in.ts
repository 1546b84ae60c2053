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
