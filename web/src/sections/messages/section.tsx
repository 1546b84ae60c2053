import { useAnswer } from '../../api/answers';
import { countSeries } from '../../charts/build';
import { DayChart } from '../../charts/day-chart';
import { daysOf } from '../../charts/series';
import { ExportMenu } from '../../export/export-menu';
import { Section } from '../../figures/section';
import { Against, Tile, Tiles } from '../../figures/tile';
import { useFormat, useText } from '../../text/context';
import { useQuery, useView } from '../../view/context';
import { text } from './text';

const KINDS = [
  { key: 'agent_sent', colour: 1, drawn: 'bar' },
  { key: 'bot_sent', colour: 2, drawn: 'bar' },
  { key: 'broadcast_sent', colour: 3, drawn: 'bar' },
  { key: 'received', colour: 4, drawn: 'line' },
] as const;

export function Messages() {
  const t = useText(text);
  const format = useFormat();
  const { today } = useView().directory.account;
  const loaded = useAnswer('/v1/messages', { query: useQuery() });
  return (
    <Section
      name="messages"
      title={t.title}
      label={t.title}
      dates={loaded.answer && format.range(loaded.answer.period.from, loaded.answer.period.to)}
      definitions={KINDS.map(({ key }) => [t[key], t.definitions[key]])}
      loaded={loaded}
      actions={<ExportMenu section={{ section: 'messages' }} label={t.title} />}
    >
      {({ totals, previous, daily }) => (
        <>
          <Tiles>
            {KINDS.map(({ key, colour }) => (
              <Tile
                key={key}
                label={t[key]}
                name={`messages.totals.${key}`}
                value={format.count(totals[key])}
                colour={colour}
              >
                <Against
                  name={`messages.${key}`}
                  previousName={`messages.previous.${key}`}
                  now={totals[key]}
                  previous={previous[key]}
                  previousText={format.count(previous[key])}
                />
              </Tile>
            ))}
          </Tiles>
          <DayChart
            name="messages.daily"
            title={t.chart}
            days={daysOf(daily, today)}
            series={KINDS.map(({ key, colour, drawn }) =>
              countSeries({ key, label: t[key], colour, drawn }, daily, (row) => row[key], format),
            )}
            unit="count"
            total={({ key }) => format.count(totals[key as keyof typeof totals])}
            height={260}
          />
        </>
      )}
    </Section>
  );
}
