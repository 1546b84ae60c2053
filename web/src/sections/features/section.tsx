import type { Answer } from '../../api/client';
import { seriesOf } from '../../charts/build';
import { DayChart } from '../../charts/day-chart';
import { daysOf } from '../../charts/series';
import { Figure } from '../../figures/figure';
import { ChangeTile, Tiles } from '../../figures/tile';
import { addsUp, type FigureSpec, linesOf } from '../../spec/figure';
import { SectionCard } from '../../spec/section-card';
import { changeNames } from '../../spec/tiles';
import { useFormat, useText } from '../../text/context';
import { useView } from '../../view/context';
import { features, TOOLS } from './spec';

type FigureKey = keyof typeof features.figures.each;

export function Features() {
  return (
    <SectionCard spec={features}>
      {(answer) => (
        <div class="charts-beside even">
          {linesOf(features.figures.each).map(([key, spec]) => (
            <FigureOfTools key={key} figure={key} spec={spec} answer={answer} />
          ))}
        </div>
      )}
    </SectionCard>
  );
}

interface FigureOfToolsProps {
  figure: FigureKey;
  spec: FigureSpec;
  answer: Answer<'/v1/features'>;
}

/** One figure of every tool: a tile each, and a chart of all. */
function FigureOfTools({ figure, spec, answer: { totals, previous, daily } }: FigureOfToolsProps) {
  const t = useText(features.text);
  const format = useFormat();
  const { today } = useView().directory.account;
  const tools = linesOf(TOOLS);
  const { ofTool, perDay } = t.figures[figure];
  return (
    <div class="stack">
      <Tiles>
        {tools.map(([tool, { colour }]) => (
          <ChangeTile
            key={tool}
            label={ofTool(t.tools[tool])}
            names={changeNames('features', 'totals', `${tool}.${figure}`)}
            value={totals[tool][figure]}
            previous={previous[tool][figure]}
            unit={spec.unit}
            colour={colour}
          >
            {figure === 'average_accuracy' && (
              <span class="tile-samples">
                <Samples name={`features.totals.${tool}.samples`} count={totals[tool].samples} />
              </span>
            )}
          </ChangeTile>
        ))}
      </Tiles>
      <DayChart
        name={`features.${spec.chart}`}
        figures="features.daily"
        title={perDay}
        days={daysOf(daily, today)}
        series={tools.map(([tool, { colour }]) =>
          seriesOf(
            {
              key: `${tool}.${figure}`,
              label: t.tools[tool],
              colour: colour ?? 0,
              drawn: (colour && spec.drawn) || 'table',
            },
            spec.unit,
            daily.map((day) => day[tool][figure]),
            addsUp(spec) ? totals[tool][figure] : undefined,
            format,
          ),
        )}
        unit={spec.unit}
      />
    </div>
  );
}

/** How many uses a mean is made of. */
function Samples({ name, count }: { name: string; count: number }) {
  const t = useText(features.text);
  const format = useFormat();
  const [before, after] = t.samples('\0').split('\0');
  return (
    <>
      {before}
      <Figure name={name} value={format.count(count)} />
      {after}
    </>
  );
}
