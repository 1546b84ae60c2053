import { inject } from 'vitest';
import type { components } from '../../src/api/schema';

type Schemas = components['schemas'];
export type Directory = Schemas['DirectoryAnswer'];
export type AgentRow = Schemas['AgentRow'];
export type TeamRow = Schemas['TeamRow'];

/** Every section's answer for one state of the page. */
export interface Answers {
  overview: Schemas['OverviewAnswer'];
  messages: Schemas['MessagesAnswer'];
  conversations: Schemas['ConversationsAnswer'];
  contacts: Schemas['ContactsAnswer'];
  speed: Schemas['SpeedAnswer'];
  hours: Schemas['HoursAnswer'];
  inboxes: Schemas['InboxesAnswer'];
  agents: Schemas['AgentsAnswer'];
  teams: Schemas['TeamsAnswer'];
  flows: Schemas['FlowsAnswer'];
  payment: Schemas['PaymentAnswer'];
  features: Schemas['FeaturesAnswer'];
}

/** The route of every section on the page, by its name in the API. */
export const ROUTES = {
  overview: 'overview',
  messages: 'messages',
  conversations: 'conversations',
  contacts: 'contacts',
  speed: 'speed',
  hours: 'hours',
  inboxes: 'performance/inboxes',
  agents: 'performance/agents',
  teams: 'performance/teams',
  flows: 'flows',
  payment: 'payment',
  features: 'features',
} as const satisfies Record<keyof Answers, string> & Record<Section, string>;

export type Section = Exclude<Schemas['SectionName'], 'all' | 'agent' | 'team'>;
export const SECTIONS = Object.keys(ROUTES) as Section[];

/** `period`, or `from` and `to`; and `inbox_id`. In this API and in the page's address they are the same words. */
export type Query = Record<string, string>;

let token: Promise<string> | undefined;

async function bearer(): Promise<string> {
  const answer = await fetch(`${inject('system').url}/local/sign-in`, { method: 'POST', body: '{"role":"owner"}' });
  return ((await answer.json()) as { token: string }).token;
}

/** Asks the API past the page, with a token of its own. */
export async function ask<T>(path: string, query: Query = {}): Promise<T> {
  token ??= bearer();
  const answer = await fetch(`${inject('system').url}/v1/${path}?${new URLSearchParams(query)}`, {
    headers: { Authorization: `Bearer ${await token}` },
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

export const askDirectory = () => ask<Directory>('directory');
export const askAgent = (id: string, query: Query) => ask<Schemas['AgentAnswer']>(`performance/agents/${id}`, query);
export const askTeam = (id: string, query: Query) => ask<Schemas['TeamAnswer']>(`performance/teams/${id}`, query);

export async function askAll(query: Query): Promise<Answers> {
  const { inbox_id } = query;
  const ofInbox: Query = inbox_id === undefined ? {} : { inbox_id };
  const { inbox_id: _, ...ofAllInboxes } = query;
  const entries = SECTIONS.map(async (section) => {
    const asked = section === 'overview' ? ofInbox : section === 'inboxes' ? ofAllInboxes : query;
    return [section, await ask(ROUTES[section], asked)];
  });
  return Object.fromEntries(await Promise.all(entries)) as Answers;
}
