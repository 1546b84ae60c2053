import { createHash, createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a reader was sent to the provider with, and what the page then brought to it. */
export interface SignInSeen {
  prompt: string | null;
  /** The parameters of the address that the provider's own page was opened with. */
  authorize: URLSearchParams;
  /** Those of the call that exchanged the code. */
  token?: URLSearchParams;
}

export interface Provider {
  url: string;
  seen: SignInSeen[];
  stop(): Promise<void>;
}

/** The local system verifies tokens with this secret unless it is told another. */
const SECRET = 'local-secret';
const CLIENT = 'page';

/**
 * The system as its stack serves it: a `/config.json` that asks for OpenID Connect, and a provider at the same origin,
 * which is all that the page's policy lets it call. Everything else is passed on to the local system, unchanged.
 *
 * The provider is strict where it matters: a code is good once, for one redirect address, and for whoever knows the
 * verifier of its S256 challenge (RFC 7636).
 */
export async function startProvider(system: string): Promise<Provider> {
  const seen: SignInSeen[] = [];
  const codes = new Map<string, SignInSeen>();

  const routes: Record<string, (query: URLSearchParams, answer: ServerResponse, origin: string) => void> = {
    '/config.json': (_, answer, origin) =>
      json(answer, 200, {
        sign_in: 'oidc',
        authority: `${origin}/issuer`,
        client_id: CLIENT,
        scope: 'openid',
        token: 'id',
      }),
    '/issuer/.well-known/openid-configuration': (_, answer, origin) =>
      json(answer, 200, {
        issuer: `${origin}/issuer`,
        authorization_endpoint: `${origin}/issuer/authorize`,
        token_endpoint: `${origin}/issuer/token`,
        jwks_uri: `${origin}/issuer/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['HS256'],
      }),
    '/issuer/authorize': (query, answer, origin) => {
      const asked = { prompt: query.get('prompt'), authorize: query };
      seen.push(asked);
      const wrong =
        query.get('response_type') !== 'code' ||
        query.get('client_id') !== CLIENT ||
        query.get('redirect_uri') !== `${origin}/` ||
        query.get('code_challenge_method') !== 'S256' ||
        !/^[\w-]{43}$/.test(query.get('code_challenge') ?? '') ||
        !query.get('state');
      if (wrong) return json(answer, 400, { error: 'invalid_request' });
      const code = randomUUID();
      codes.set(code, asked);
      const back = new URLSearchParams({ code, state: query.get('state') ?? '' });
      answer.writeHead(302, { Location: `${origin}/?${back}` }).end();
    },
    '/issuer/token': (form, answer, origin) => {
      const code = form.get('code') ?? '';
      const asked = codes.get(code);
      codes.delete(code);
      if (!asked || form.get('grant_type') !== 'authorization_code')
        return json(answer, 400, { error: 'invalid_grant' });
      asked.token = form;
      const challenge = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url');
      if (challenge !== asked.authorize.get('code_challenge')) return json(answer, 400, { error: 'invalid_grant' });
      const now = Math.floor(Date.now() / 1000);
      const claims = { iss: `${origin}/issuer`, aud: CLIENT, sub: 'u-1', iat: now, exp: now + 3600 };
      const nonce = asked.authorize.get('nonce');
      const id = signed({ ...claims, account_id: 'demo', role: 'owner', ...(nonce && { nonce }) });
      json(answer, 200, { access_token: randomUUID(), id_token: id, token_type: 'Bearer', expires_in: 3600 });
    },
  };

  const server = createServer(async (asked, answer) => {
    const origin = `http://${asked.headers.host}`;
    const { pathname, searchParams } = new URL(asked.url ?? '/', origin);
    const route = routes[pathname];
    if (!route) return passOn(system, asked, answer);
    route(asked.method === 'POST' ? new URLSearchParams(await bodyOf(asked)) : searchParams, answer, origin);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function json(answer: ServerResponse, status: number, body: object): void {
  answer
    .writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
    .end(JSON.stringify(body));
}

/** A JSON Web Token by HS256. */
function signed(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const content = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${content}.${createHmac('sha256', SECRET).update(content).digest('base64url')}`;
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of message) body += chunk;
  return body;
}

function passOn(system: string, asked: IncomingMessage, answer: ServerResponse): void {
  const onward = request(
    new URL(asked.url ?? '/', system),
    { method: asked.method ?? 'GET', headers: asked.headers },
    (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    },
  );
  onward.on('error', () => answer.destroy());
  asked.pipe(onward);
}
