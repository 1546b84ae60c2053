import { useAnswer } from '../../api/answers';
import { countSeries } from '../../charts/build';
import { DayChart } from '../../charts/day-chart';
import { daysOf } from '../../charts/series';
import { StatusBar } from '../../charts/status-bar';
import { ExportMenu } from '../../export/export-menu';
import { Section } from '../../figures/section';
import { Against, Tile, Tiles } from '../../figures/tile';
import { useFormat, useText } from '../../text/context';
import { useQuery, useView } from '../../view/context';
import { text } from './text';

const STANDING = [
  { key: 'active_customers', colour: 3 },
  { key: 'idle_customers', colour: 5 },
] as const;

export function Contacts() {
  const t = useText(text);
  const format = useFormat();
  const { today } = useView().directory.account;
  const loaded = useAnswer('/v1/contacts', { query: useQuery() });
  return (
    <Section
      name="contacts"
      title={t.title}
      label={t.title}
      dates={loaded.answer && format.range(loaded.answer.period.from, loaded.answer.period.to)}
      definitions={(['contacts', 'active_customers', 'idle_customers', 'new_contacts'] as const).map((key) => [
        t[key],
        t.definitions[key],
      ])}
      loaded={loaded}
      actions={<ExportMenu section={{ section: 'contacts' }} label={t.title} />}
    >
      {({ totals, previous, daily, ...standing }) => (
        <>
          <div>
            <Tiles>
              <Tile label={t.contacts} name="contacts.contacts" value={format.count(standing.contacts)}>
                {t.everKnown}
              </Tile>
              {STANDING.map(({ key, colour }) => (
                <Tile
                  key={key}
                  label={t[key]}
                  name={`contacts.${key}`}
                  value={format.count(standing[key])}
                  colour={colour}
                >
                  {t.now}
                </Tile>
              ))}
            </Tiles>
            <StatusBar
              label={t.parts(format.count(standing.active_customers), format.count(standing.idle_customers))}
              parts={STANDING.map(({ key, colour }) => ({ value: standing[key], colour }))}
            />
          </div>
          <Tiles>
            <Tile label={t.new_contacts} name="contacts.totals.new_contacts" value={format.count(totals.new_contacts)}>
              <Against
                name="contacts.new_contacts"
                previousName="contacts.previous.new_contacts"
                now={totals.new_contacts}
                previous={previous.new_contacts}
                previousText={format.count(previous.new_contacts)}
              />
            </Tile>
          </Tiles>
          <DayChart
            name="contacts.daily"
            title={t.chart}
            days={daysOf(daily, today)}
            series={[
              countSeries(
                { key: 'new_contacts', label: t.new_contacts, colour: 1, drawn: 'bar' },
                daily,
                (row) => row.new_contacts,
                format,
              ),
            ]}
            unit="count"
            total={() => format.count(totals.new_contacts)}
          />
        </>
      )}
    </Section>
  );
}
