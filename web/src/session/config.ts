/** How readers sign in: the content of `/config.json`, which is served beside the page. */
export type SignInConfig =
  | { sign_in: 'local' }
  | {
      sign_in: 'oidc';
      authority: string;
      client_id: string;
      scope: string;
      /** Which of the provider's tokens the API reads its claims from. */
      token: 'id' | 'access';
      /** Where the provider ends its own session, if it has such a page. */
      logout_url?: string;
    };

export async function loadConfig(): Promise<SignInConfig> {
  const response = await fetch('/config.json');
  if (!response.ok) throw new Error(`config.json: ${response.status}`);
  return (await response.json()) as SignInConfig;
}
