import type { Answer } from '../../api/client';
import { besideBefore, seriesOf } from '../../charts/build';
import { DayChart } from '../../charts/day-chart';
import { daysOf } from '../../charts/series';
import { Figure } from '../../figures/figure';
import { ChangeTile, Tiles } from '../../figures/tile';
import { useDailyBefore } from '../../spec/days-before';
import { addsUp, type FigureSpec, isUncounted, linesOf } from '../../spec/figure';
import { SectionCard } from '../../spec/section-card';
import { changeNames, comparedAt } from '../../spec/tiles';
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
function FigureOfTools({ figure, spec, answer }: FigureOfToolsProps) {
  const { totals, daily } = answer;
  const before = useDailyBefore(daily);
  const t = useText(features.text);
  const format = useFormat();
  const { today } = useView().directory.account;
  const days = daysOf(daily, today, before);
  const tools = linesOf(TOOLS);
  const seriesFrom = (rows: readonly (typeof daily)[number][]) =>
    tools.map(([tool, { colour }]) =>
      seriesOf(
        {
          key: `${tool}.${figure}`,
          label: t.tools[tool],
          colour: colour ?? 0,
          drawn: (colour && spec.drawn) || 'table',
          uncounted: rows.map((day) => isUncounted(spec, figure, day[tool])),
        },
        spec.unit,
        rows.map((day) => day[tool][figure]),
        addsUp(spec) ? totals[tool][figure] : undefined,
        format,
      ),
    );
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
            compared={comparedAt(answer, `${tool}.${figure}`)}
            unit={spec.unit}
            uncounted={isUncounted(spec, figure, totals[tool])}
            colour={colour}
          >
            {(figure === 'average_accuracy' || figure === 'unchanged') && (
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
        days={days}
        series={besideBefore(seriesFrom(daily), before && seriesFrom(before), days, format)}
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
