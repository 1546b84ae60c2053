import { useAnswer } from '../../api/answers';
import { moneySeries } from '../../charts/build';
import { DayChart } from '../../charts/day-chart';
import { daysOf } from '../../charts/series';
import { ExportMenu } from '../../export/export-menu';
import { Section } from '../../figures/section';
import { Against, Tile, Tiles } from '../../figures/tile';
import { useFormat, useText } from '../../text/context';
import { useQuery, useView } from '../../view/context';
import { text } from './text';

const CATEGORIES = [
  { key: 'marketing', colour: 1 },
  { key: 'utility', colour: 2 },
  { key: 'authentication', colour: 3 },
  { key: 'other', colour: 4 },
] as const;

export function Payment() {
  const t = useText(text);
  const format = useFormat();
  const { directory, address } = useView();
  const loaded = useAnswer('/v1/payment', { query: useQuery() });
  return (
    <Section
      name="payment"
      title={t.title}
      label={t.title}
      dates={loaded.answer && format.range(loaded.answer.period.from, loaded.answer.period.to)}
      definitions={(['balance', 'total', ...CATEGORIES.map(({ key }) => key)] as const).map((key) => [
        t[key],
        t.definitions[key],
      ])}
      loaded={loaded}
      actions={<ExportMenu section={{ section: 'payment' }} label={t.title} />}
    >
      {({ balance, totals, previous, daily }) => (
        <>
          <Tiles>
            <Tile label={t.balance} name="payment.balance" value={format.money(balance)}>
              {t.wholeAccount}
            </Tile>
            {[{ key: 'total', colour: undefined } as const, ...CATEGORIES].map(({ key, colour }) => (
              <Tile
                key={key}
                label={t[key]}
                name={`payment.totals.${key}`}
                value={format.money(totals[key])}
                {...(colour !== undefined && { colour })}
              >
                <Against
                  name={`payment.${key}`}
                  previousName={`payment.previous.${key}`}
                  now={Number(totals[key])}
                  previous={Number(previous[key])}
                  previousText={format.money(previous[key])}
                />
              </Tile>
            ))}
          </Tiles>
          {address.inboxId !== null && <p class="note">{t.inboxNote}</p>}
          <DayChart
            name="payment.daily"
            title={t.chart}
            days={daysOf(daily, directory.account.today)}
            series={[
              ...CATEGORIES.map(({ key, colour }) =>
                moneySeries({ key, label: t[key], colour, drawn: 'bar' }, daily, (row) => row[key], format),
              ),
              moneySeries(
                { key: 'total', label: t.total, colour: 0, drawn: 'table' },
                daily,
                (row) => row.total,
                format,
              ),
            ]}
            unit="money"
            total={({ key }) => format.money(totals[key as keyof typeof totals])}
            height={240}
          />
        </>
      )}
    </Section>
  );
}
