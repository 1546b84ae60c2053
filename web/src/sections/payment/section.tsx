import type { Answer } from '../../api/client';
import { RankChart } from '../../charts/rank-chart';
import { Icon } from '../../figures/icon';
import { Tile, Tiles } from '../../figures/tile';
import { DailyChart } from '../../spec/daily-chart';
import { rankedBy } from '../../spec/ranked';
import { definitionOf } from '../../spec/section';
import { SectionCard } from '../../spec/section-card';
import { NoteTiles, TotalTiles } from '../../spec/tiles';
import { useFormat, useText } from '../../text/context';
import { useView } from '../../view/context';
import { FEW_DAYS, payment } from './spec';

type PaymentAnswer = Answer<'/v1/payment'>;

export function Payment() {
  const t = useText(payment.text);
  const { inboxId } = useView().address;
  return (
    <SectionCard spec={payment} definitions={[definitionOf(t.countries)]}>
      {(answer) => (
        <>
          <RunsLow answer={answer} />
          <Tiles ofMoney>
            <NoteTiles spec={payment} place="root" answer={answer} />
            <Runway answer={answer} />
          </Tiles>
          <Tiles ofMoney>
            <TotalTiles spec={payment} answer={answer} />
          </Tiles>
          {inboxId !== null && <p class="note">{t.inboxNote}</p>}
          <div class="charts-beside">
            <DailyChart spec={payment} answer={answer} height={280} />
            <Countries answer={answer} />
          </div>
        </>
      )}
    </SectionCard>
  );
}

/** How long the balance lasts, and the usage that says so. */
function Runway({ answer }: { answer: PaymentAnswer }) {
  const t = useText(payment.text);
  const { days, mean_daily_usage } = answer.runway;
  const { figures } = payment;
  return (
    <>
      <Tile label={t.figures.days.label} name="payment.runway.days" value={days} unit={figures.runway.days.unit}>
        {days === null ? t.noDays : t.figures.days.note}
      </Tile>
      <Tile
        label={t.figures.mean_daily_usage.label}
        name="payment.runway.mean_daily_usage"
        value={mean_daily_usage}
        unit={figures.runway.mean_daily_usage.unit}
      >
        {t.figures.mean_daily_usage.note}
      </Tile>
    </>
  );
}

function RunsLow({ answer }: { answer: PaymentAnswer }) {
  const t = useText(payment.text);
  const format = useFormat();
  const { days } = answer.runway;
  if (days === null || days >= FEW_DAYS) return null;
  return (
    <div class="warning">
      <Icon name="alert" />
      <p>{days === 0 ? t.usedUp : t.runsLow(format.days(days))}</p>
    </div>
  );
}

function Countries({ answer }: { answer: PaymentAnswer }) {
  const t = useText(payment.text);
  const format = useFormat();
  const { by_country } = answer;
  // Without it the card says already that a rebuild is needed.
  if (by_country === null) return null;
  return (
    <RankChart
      name="payment.by_country"
      title={t.countries.label}
      valueLabel={t.figures.total.label}
      nothing={t.noUsage}
      rows={rankedBy(
        by_country,
        'payment.by_country',
        ['total', payment.figures.by_country.total],
        ({ country, total }) => ({
          id: String(country),
          label: country === null ? t.noCountry : format.country(country),
          value: total,
        }),
        format,
      )}
    />
  );
}
