import type { HourOfWeek } from '../../api/client';
import { type FigureField, linesOf } from '../../spec/figure';
import { sectionSpec } from '../../spec/section';
import { text } from './text';

export const hours = sectionSpec({
  name: 'hours',
  route: '/v1/hours',
  text,
  figures: {
    hours: {
      received: { unit: 'count', nullUntilRebuild: true },
      agent_sent: { unit: 'count', nullUntilRebuild: true },
      bot_sent: { unit: 'count', nullUntilRebuild: true },
      new_sessions: { unit: 'count', nullUntilRebuild: true },
    },
  },
});

export type HoursFigure = FigureField<HourOfWeek>;

/** The figures that the hours can show, the first one at first. */
export const HOURS_FIGURES = linesOf(hours.figures.hours).map(([key]) => key as HoursFigure);
