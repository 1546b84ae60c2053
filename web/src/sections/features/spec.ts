import type { Answer } from '../../api/client';
import type { FigureSpec } from '../../spec/figure';
import { sectionSpec } from '../../spec/section';
import { text } from './text';

export const features = sectionSpec({
  name: 'features',
  route: '/v1/features',
  text,
  byDay: true,
  figures: {
    each: {
      uses: { unit: 'count', drawn: 'bar', chart: 'daily' },
      sent: { unit: 'count', drawn: 'bar', chart: 'daily.sent', nullUntilRebuild: true },
      unchanged: { unit: 'count', drawn: 'bar', chart: 'daily.unchanged', nullUntilRebuild: true },
      average_accuracy: { unit: 'share', drawn: 'line', chart: 'daily.accuracy' },
    },
  },
});

type Tool = keyof Answer<'/v1/features'>['totals'];

/** The tools that have these figures, in order. The sum of all has no colour: the chart draws only its parts. */
export const TOOLS: Readonly<Record<Tool, Pick<FigureSpec, 'colour'>>> = {
  ai_writer: { colour: 1 },
  doc_reply: { colour: 2 },
  all: {},
};
