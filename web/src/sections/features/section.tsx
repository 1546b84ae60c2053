import { useAnswer } from '../../api/answers';
import { countSeries, meanSeries } from '../../charts/build';
import { DayChart } from '../../charts/day-chart';
import { daysOf } from '../../charts/series';
import { ExportMenu } from '../../export/export-menu';
import { Figure } from '../../figures/figure';
import { Section } from '../../figures/section';
import { Against, Tile, Tiles } from '../../figures/tile';
import { useFormat, useText } from '../../text/context';
import { useQuery, useView } from '../../view/context';
import { text } from './text';

const TOOLS = [
  { key: 'ai_writer', colour: 1 },
  { key: 'doc_reply', colour: 2 },
  { key: 'all', colour: undefined },
] as const;

export function Features() {
  const t = useText(text);
  const format = useFormat();
  const { today } = useView().directory.account;
  const loaded = useAnswer('/v1/features', { query: useQuery() });
  const shareText = (share: number | null) => (share === null ? null : format.share(share));
  return (
    <Section
      name="features"
      title={t.title}
      label={t.title}
      dates={loaded.answer && format.range(loaded.answer.period.from, loaded.answer.period.to)}
      definitions={[
        [t.usesTerm, t.definitions.uses],
        [t.accuracyTerm, t.definitions.accuracy],
      ]}
      loaded={loaded}
      actions={<ExportMenu section={{ section: 'features' }} label={t.title} />}
    >
      {({ totals, previous, daily }) => (
        <div class="charts-beside even">
          <div class="stack">
            <Tiles>
              {TOOLS.map(({ key, colour }) => (
                <Tile
                  key={`${key} uses`}
                  label={t.uses(t[key])}
                  name={`features.totals.${key}.uses`}
                  value={format.count(totals[key].uses)}
                  {...(colour && { colour })}
                >
                  <Against
                    name={`features.${key}.uses`}
                    previousName={`features.previous.${key}.uses`}
                    now={totals[key].uses}
                    previous={previous[key].uses}
                    previousText={format.count(previous[key].uses)}
                  />
                </Tile>
              ))}
            </Tiles>
            <DayChart
              name="features.daily"
              title={t.usesChart}
              days={daysOf(daily, today)}
              series={TOOLS.map(({ key, colour }) =>
                countSeries(
                  { key: `${key}.uses`, label: t[key], colour: colour ?? 0, drawn: colour ? 'bar' : 'table' },
                  daily,
                  (row) => row[key].uses,
                  format,
                ),
              )}
              unit="count"
              total={({ key }) => format.count(totals[key.split('.')[0] as keyof typeof totals].uses)}
            />
          </div>
          <div class="stack">
            <Tiles>
              {TOOLS.map(({ key, colour }) => (
                <Tile
                  key={`${key} accuracy`}
                  label={t.accuracy(t[key])}
                  name={`features.totals.${key}.average_accuracy`}
                  value={shareText(totals[key].average_accuracy)}
                  {...(colour && { colour })}
                >
                  <Against
                    name={`features.${key}.average_accuracy`}
                    previousName={`features.previous.${key}.average_accuracy`}
                    now={totals[key].average_accuracy}
                    previous={previous[key].average_accuracy}
                    previousText={shareText(previous[key].average_accuracy)}
                    share
                  />
                  <span class="tile-samples">
                    <Samples name={`features.totals.${key}.samples`} count={totals[key].samples} />
                  </span>
                </Tile>
              ))}
            </Tiles>
            <DayChart
              name="features.daily.accuracy"
              figures="features.daily"
              title={t.accuracyChart}
              days={daysOf(daily, today)}
              series={TOOLS.map(({ key, colour }) =>
                meanSeries(
                  {
                    key: `${key}.average_accuracy`,
                    label: t[key],
                    colour: colour ?? 0,
                    drawn: colour ? 'line' : 'table',
                  },
                  daily,
                  (row) => row[key].average_accuracy,
                  (share) => format.share(share),
                ),
              )}
              unit="share"
            />
          </div>
        </div>
      )}
    </Section>
  );
}

function Samples({ name, count }: { name: string; count: number }) {
  const t = useText(text);
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
