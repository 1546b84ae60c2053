import type { Answer } from '../../api/client';
import { besideBefore } from '../../charts/build';
import { DayChart } from '../../charts/day-chart';
import { RankChart } from '../../charts/rank-chart';
import { daysOf } from '../../charts/series';
import { Figure } from '../../figures/figure';
import { ChangeTile, Tiles } from '../../figures/tile';
import { dailySeries } from '../../spec/daily-chart';
import { useDailyBefore } from '../../spec/days-before';
import { isUncounted, linesOf } from '../../spec/figure';
import { definitionOf } from '../../spec/section';
import { SectionCard } from '../../spec/section-card';
import { changeNames, comparedAt } from '../../spec/tiles';
import { useFormat, useText } from '../../text/context';
import { useView } from '../../view/context';
import { KINDS, type Kind, SAMPLES, speed } from './spec';

type SpeedAnswer = Answer<'/v1/speed'>;

export function Speed() {
  const t = useText(speed.text);
  return (
    <SectionCard
      spec={speed}
      definitions={[
        ...linesOf(KINDS).map(([kind]) => definitionOf(t.kinds[kind])),
        ...[t.samples, t.targets].map(definitionOf),
      ]}
    >
      {(answer) => (
        <div class="charts-beside even">
          {linesOf(KINDS).map(([kind]) => (
            <SpeedOf key={kind} kind={kind} answer={answer} />
          ))}
        </div>
      )}
    </SectionCard>
  );
}

/** One kind of time: its figures, what part is within each target, and its median by day. */
function SpeedOf({ kind, answer }: { kind: Kind; answer: SpeedAnswer }) {
  const t = useText(speed.text);
  const format = useFormat();
  const { today } = useView().directory.account;
  const { label, perDay } = t.kinds[kind];
  const totals = answer.totals[kind];
  const { colour } = KINDS[kind];
  const { median_seconds, ...others } = speed.figures.each;
  const before = useDailyBefore(answer.daily);
  const days = daysOf(answer.daily, today, before);
  const drawn = { median_seconds: { ...median_seconds, colour }, ...others, samples: SAMPLES };
  const seriesFrom = (rows: readonly (typeof answer.daily)[number][]) =>
    dailySeries(
      drawn,
      { ...t.figures, samples: t.samples },
      rows.map((day) => day[kind]),
      valuesOf(totals),
      format,
    ).map((series) => ({ ...series, key: `${kind}.${series.key}` }));
  return (
    <div class="stack speed-of">
      <div>
        <div class="speed-kind">
          <h3>{label}</h3>
          <p class="note">
            {t.samples.label}{' '}
            <Figure
              name={`speed.totals.${kind}.samples`}
              value={format.figure(totals.samples, SAMPLES.unit)}
              uncounted={isUncounted(SAMPLES, 'samples', valuesOf(totals))}
            />
          </p>
        </div>
        <Tiles>
          {linesOf(speed.figures.each).map(([key, spec]) => (
            <ChangeTile
              key={key}
              label={t.figures[key].label}
              names={changeNames('speed', 'totals', `${kind}.${key}`)}
              value={totals[key]}
              compared={comparedAt(answer, `${kind}.${key}`)}
              unit={spec.unit}
              uncounted={isUncounted(spec, key, valuesOf(totals))}
            />
          ))}
        </Tiles>
      </div>
      <Targets kind={kind} answer={answer} />
      <DayChart
        name={`speed.daily.${kind}`}
        figures="speed.daily"
        title={perDay}
        days={days}
        series={besideBefore(seriesFrom(answer.daily), before && seriesFrom(before), days, format)}
        unit="duration"
      />
    </div>
  );
}

/** A bar for each target: what part of the times is within it. */
function Targets({ kind, answer }: { kind: Kind; answer: SpeedAnswer }) {
  const t = useText(speed.text);
  const format = useFormat();
  const { within } = answer.totals[kind];
  if (within === null) return null;
  const { within: title, nothing } = t.kinds[kind];
  const shares = within.flatMap(({ seconds, share }) => (share === null ? [] : [{ seconds, share }]));
  // The target that splits the times most evenly says most about them.
  const telling = shares.find(({ share }) => share >= 0.5) ?? shares[shares.length - 1];
  return (
    <RankChart
      name={`speed.within.${kind}`}
      title={title}
      valueLabel={t.share}
      nothing={nothing}
      whole={1}
      beside
      summary={telling ? t.reached(title, format.duration(telling.seconds), format.share(telling.share)) : nothing}
      rows={shares.map(({ seconds, share }) => ({
        name: `speed.totals.${kind}.within.${seconds}.share`,
        label: `≤ ${format.duration(seconds)}`,
        value: share,
        text: format.share(share),
      }))}
    />
  );
}

/** The figures of one kind, without its list of targets. */
function valuesOf({ within: _, ...figures }: SpeedAnswer['totals'][Kind]) {
  return figures;
}
