import type { ComponentType } from 'preact';
import type { SectionName } from '../api/client';
import type { SectionSpec } from '../spec/section';
import type { Detail } from '../view/address';
import { Contacts } from './contacts/section';
import { contacts } from './contacts/spec';
import { Conversations } from './conversations/section';
import { conversations } from './conversations/spec';
import { Features } from './features/section';
import { features } from './features/spec';
import { Flows } from './flows/section';
import { flows } from './flows/spec';
import { Hours } from './hours/section';
import { hours } from './hours/spec';
import { Inboxes } from './inboxes/section';
import { inboxes } from './inboxes/spec';
import { Messages } from './messages/section';
import { messages } from './messages/spec';
import { Overview } from './overview/section';
import { overview } from './overview/spec';
import { Payment } from './payment/section';
import { payment } from './payment/spec';
import { AgentDetail } from './performance/agent-detail';
import { Agents } from './performance/agents';
import { agents, teams } from './performance/spec';
import { TeamDetail } from './performance/team-detail';
import { Teams } from './performance/teams';
import { Speed } from './speed/section';
import { speed } from './speed/spec';

interface Entry<N extends SectionName> {
  spec: Pick<SectionSpec<N>, 'name' | 'text'>;
  Card: ComponentType;
  /** Stands beside the other halves where the window is wide enough; all of them stand in one row. */
  half?: true;
}

/** The sections of the page, in order. A section that the API exports and that is missing here does not compile. */
export const SECTIONS: {
  readonly [N in Exclude<SectionName, 'all' | Detail['kind']>]: Entry<N>;
} = {
  overview: { spec: overview, Card: Overview },
  messages: { spec: messages, Card: Messages },
  conversations: { spec: conversations, Card: Conversations, half: true },
  contacts: { spec: contacts, Card: Contacts, half: true },
  speed: { spec: speed, Card: Speed },
  hours: { spec: hours, Card: Hours },
  inboxes: { spec: inboxes, Card: Inboxes },
  agents: { spec: agents, Card: Agents },
  teams: { spec: teams, Card: Teams },
  flows: { spec: flows, Card: Flows },
  payment: { spec: payment, Card: Payment },
  features: { spec: features, Card: Features },
};

/** What is shown in place of all sections. */
export const DETAILS: { readonly [K in Detail['kind']]: ComponentType<{ id: string }> } = {
  agent: AgentDetail,
  team: TeamDetail,
};
