import { useAnswer } from '../../api/answers';
import { countSeries } from '../../charts/build';
import { DayChart } from '../../charts/day-chart';
import { RankChart } from '../../charts/rank-chart';
import { daysOf } from '../../charts/series';
import { ExportMenu } from '../../export/export-menu';
import { Section } from '../../figures/section';
import { Against, Tile, Tiles } from '../../figures/tile';
import { useFormat, useText } from '../../text/context';
import { useQuery, useView } from '../../view/context';
import { text } from './text';

const FIGURES = [
  { key: 'times_triggered', colour: 1, drawn: 'bar' },
  { key: 'flows_triggered', colour: 4, drawn: 'line' },
] as const;

export function Flows() {
  const t = useText(text);
  const format = useFormat();
  const { today } = useView().directory.account;
  const loaded = useAnswer('/v1/flows', { query: useQuery() });
  return (
    <Section
      name="flows"
      title={t.title}
      label={t.title}
      dates={loaded.answer && format.range(loaded.answer.period.from, loaded.answer.period.to)}
      definitions={[
        ...FIGURES.map(({ key }) => [t[key], t.definitions[key]] as const),
        [t.popular, t.definitions.popular],
      ]}
      loaded={loaded}
      actions={<ExportMenu section={{ section: 'flows' }} label={t.title} />}
    >
      {({ totals, previous, daily, popular }) => (
        <>
          <Tiles>
            {FIGURES.map(({ key, colour }) => (
              <Tile
                key={key}
                label={t[key]}
                name={`flows.totals.${key}`}
                value={format.count(totals[key])}
                colour={colour}
              >
                <Against
                  name={`flows.${key}`}
                  previousName={`flows.previous.${key}`}
                  now={totals[key]}
                  previous={previous[key]}
                  previousText={format.count(previous[key])}
                />
              </Tile>
            ))}
          </Tiles>
          <div class="charts-beside">
            <DayChart
              name="flows.daily"
              title={t.chart}
              days={daysOf(daily, today)}
              series={FIGURES.map(({ key, colour, drawn }) =>
                countSeries({ key, label: t[key], colour, drawn }, daily, (row) => row[key], format),
              )}
              unit="count"
              // The flows of two days may be the same ones, so days do not add up.
              total={({ key }) => (key === 'times_triggered' ? format.count(totals.times_triggered) : null)}
              height={280}
            />
            <RankChart
              name="flows.popular"
              title={t.popular}
              valueLabel={t.times_triggered}
              nothing={t.noFlows}
              rows={popular.map((flow) => ({
                name: `flows.popular.${flow.flow_id}.times_triggered`,
                label: flow.name ?? flow.flow_id,
                value: flow.times_triggered,
                text: format.count(flow.times_triggered),
              }))}
            />
          </div>
        </>
      )}
    </Section>
  );
}
