import type { Answer } from '../../api/client';
import type { FigureSpec } from '../../spec/figure';
import { sectionSpec } from '../../spec/section';
import { text } from './text';

export const speed = sectionSpec({
  name: 'speed',
  route: '/v1/speed',
  text,
  byDay: true,
  figures: {
    each: {
      median_seconds: { unit: 'duration', drawn: 'line', nullUntilRebuild: true, samples: 'samples' },
      p90_seconds: { unit: 'duration', drawn: 'table', nullUntilRebuild: true, samples: 'samples' },
      mean_seconds: { unit: 'duration', drawn: 'table', nullUntilRebuild: true, samples: 'samples' },
    },
  },
});

export type Kind = keyof Answer<'/v1/speed'>['totals'];

/** What takes time, in order. */
export const KINDS: Readonly<Record<Kind, Required<Pick<FigureSpec, 'colour'>>>> = {
  first_response: { colour: 1 },
  resolution: { colour: 3 },
};

/** How many durations there are, which is no figure of its own. */
export const SAMPLES: FigureSpec = { unit: 'count', drawn: 'table', nullUntilRebuild: true };
