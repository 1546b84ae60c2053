import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './schema';

export type Api = Client<paths>;

type Schemas = components['schemas'];
export type Directory = Schemas['DirectoryAnswer'];
export type AgentRow = Schemas['AgentRow'];
export type TeamRow = Schemas['TeamRow'];
export type InboxRow = Schemas['InboxRow'];
export type HourOfWeek = Schemas['HourOfWeek'];
export type ExportParameters = Schemas['ExportParameters'];
export type ExportAnswer = Schemas['ExportAnswer'];
export type Format = Schemas['FileFormat'];
export type SectionName = Schemas['SectionName'];
export type History = Schemas['History'];

/** The routes that answer with a report, or with the directory. */
export type Route = {
  [P in keyof paths]: paths[P] extends { get: { responses: { 200: unknown } } } ? P : never;
}[keyof paths];

export type Answer<R extends Route> = paths[R]['get'] extends {
  responses: { 200: { content: { 'application/json': infer A } } };
}
  ? A
  : never;

/** Who the calls are made for. */
export interface Bearer {
  token(): string | null;
  /** The gateway did not accept `token`. */
  expired(token: string | null): void;
  /** The token is good, but its role may not read. */
  refused(): void;
}

export function createApi(bearer: Bearer): Api {
  const api = createClient<paths>();
  api.use({
    onRequest({ request }) {
      const token = bearer.token();
      if (token) request.headers.set('Authorization', `Bearer ${token}`);
    },
    onResponse({ request, response }) {
      if (response.status === 401) {
        bearer.expired(request.headers.get('Authorization')?.replace('Bearer ', '') ?? null);
      }
      if (response.status === 403) bearer.refused();
    },
  });
  return api;
}
