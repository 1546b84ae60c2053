import type { AgentRow, TeamRow } from '../../api/client';
import { type FigureField, type FigureSpec, type FigureSpecs, linesOf } from '../../spec/figure';
import { sectionSpec } from '../../spec/section';
import { agentsText, teamsText } from './text';

type AgentFigure = FigureField<AgentRow>;
type TeamFigure = FigureField<TeamRow>;

/** Where a detail shows a figure by day, beside its tile: in a chart of its own, or in the table of another one's. */
interface DetailPlace {
  /** The place of its chart among the tabs. */
  tab?: number;
  /** The figure whose chart, or its table, has it. */
  besides?: AgentFigure;
}

type RowSpecs = {
  [K in AgentFigure]: FigureSpec<AgentRow[K]> &
    DetailPlace &
    (K extends TeamFigure ? { ofTeams: true } : { ofTeams?: never });
};

/** The figures of an agent, and those of them that a team has too, in the order of the tables' columns. */
const FIGURES = {
  messages_sent: { unit: 'count', ofTeams: true, bar: true, colour: 1, drawn: 'bar', tab: 3 },
  times_assigned: { unit: 'count', ofTeams: true, colour: 1, drawn: 'bar', tab: 2 },
  active_sessions: { unit: 'count', ofTeams: true, now: true, colour: 1, drawn: 'line', tab: 1 },
  responses: { unit: 'count', drawn: 'table', besides: 'response_time_seconds' },
  response_time_seconds: { unit: 'duration', colour: 1, drawn: 'line', tab: 4 },
  response_time_median_seconds: {
    unit: 'duration',
    colour: 2,
    drawn: 'line',
    besides: 'response_time_seconds',
    nullUntilRebuild: true,
    samples: 'responses',
  },
  response_time_p90_seconds: {
    unit: 'duration',
    colour: 4,
    drawn: 'line',
    besides: 'response_time_seconds',
    nullUntilRebuild: true,
    samples: 'responses',
  },
} as const satisfies RowSpecs;

export const AGENT_FIGURES: FigureSpecs<AgentRow> = FIGURES;

export const TEAM_FIGURES = Object.fromEntries(
  linesOf<AgentFigure, RowSpecs[AgentFigure]>(FIGURES).filter(([, spec]) => spec.ofTeams),
) as FigureSpecs<TeamRow>;

export const agents = sectionSpec({
  name: 'agents',
  route: '/v1/performance/agents',
  text: agentsText,
  figures: { agents: AGENT_FIGURES },
});

export const teams = sectionSpec({
  name: 'teams',
  route: '/v1/performance/teams',
  text: teamsText,
  figures: { teams: TEAM_FIGURES },
});

/** A figure that has a chart of its own in a detail. */
export type Chart = { [K in AgentFigure]: (typeof FIGURES)[K] extends { tab: number } ? K : never }[AgentFigure];

/** The charts of a detail in the order of their tabs. */
export const CHARTS = linesOf<AgentFigure, DetailPlace>(FIGURES)
  .filter(([, { tab }]) => tab !== undefined)
  .sort(([, a], [, b]) => (a.tab ?? 0) - (b.tab ?? 0))
  .map(([key]) => key as Chart);

/** The chart of a detail whose address names none. */
export const FIRST_CHART: Chart = 'messages_sent';

/** What a chart of a detail shows: its figure, and what its table has besides. */
export function figuresOfChart(chart: Chart): Partial<FigureSpecs<AgentRow>> {
  const lines = linesOf<AgentFigure, FigureSpec & DetailPlace>(FIGURES);
  return Object.fromEntries(lines.filter(([key, { besides }]) => key === chart || besides === chart));
}
