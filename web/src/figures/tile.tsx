import type { ComponentChildren } from 'preact';
import { useFormat, useText } from '../text/context';
import type { Unit, Value } from '../text/format';
import { type Change, differenceOf, relativeChange } from './change';
import { Figure } from './figure';
import { Icon } from './icon';
import { text } from './text';

/** Figures that stand side by side, each under its label. Amounts of money need more room. */
export function Tiles({ children, ofMoney = false }: { children: ComponentChildren; ofMoney?: boolean }) {
  return <dl class={ofMoney ? 'tiles tiles-of-money' : 'tiles'}>{children}</dl>;
}

interface TileProps {
  label: string;
  /** `section.json.path` */
  name: string;
  value: Value;
  unit: Unit;
  /** The counters do not have it yet. */
  uncounted?: boolean | undefined;
  /** The colour of the chart's series that this is the total of. */
  colour?: number | undefined;
  /** What stands under the figure. */
  children?: ComponentChildren;
}

export function Tile({ label, name, value, unit, uncounted, colour, children }: TileProps) {
  const format = useFormat();
  return (
    <div class="tile">
      <dt>
        {colour !== undefined && <span class={`swatch series-${colour}`} aria-hidden="true" />}
        {label}
      </dt>
      <dd class="tile-value">
        <Figure name={name} value={format.figure(value, unit)} uncounted={uncounted} />
      </dd>
      {children && <dd class="tile-note">{children}</dd>}
    </div>
  );
}

/** What a figure, its change and the figure before it are called, for whoever reads the page by program. */
export interface ChangeNames {
  /** In `data-figure`: `section.json.path`. */
  figure: string;
  /** In `data-change`. */
  change: string;
  /** In `data-figure`, of the complete days and of those opposite them. */
  now: string;
  previous: string;
}

/** A figure of a period's complete days, and of the days that stand opposite them. */
export interface Compared {
  days: number;
  now: Value;
  previous: Value;
}

interface ChangeTileProps extends Omit<TileProps, 'name'> {
  names: ChangeNames;
  /** Null where no day is complete: today, which is not over, is not compared with whole days. */
  compared: Compared | null;
}

/** A figure of a period, with the change on its complete days. */
export function ChangeTile({ names, compared, children, ...tile }: ChangeTileProps) {
  return (
    <Tile {...tile} name={names.figure}>
      {compared && <Against names={names} value={tile.value} compared={compared} unit={tile.unit} />}
      {children}
    </Tile>
  );
}

interface AgainstProps {
  names: Omit<ChangeNames, 'figure'>;
  /** The figure of the whole period, beside which the change stands. */
  value: Value;
  compared: Compared;
  unit: Unit;
}

/** The change on complete days: sign, words and the figures that are compared. Its colour says nothing. */
export function Against({ names, value, compared: { days, now, previous }, unit }: AgainstProps) {
  const t = useText(text);
  const format = useFormat();
  // Shares are compared by their difference in points, all else in percent.
  const share = unit === 'share';
  const change = (share ? differenceOf : relativeChange)(numberOf(now), numberOf(previous));
  const size = 'size' in change ? (share ? t.points(format.points(change.size)) : format.percent(change.size)) : '';
  const previousText = format.figure(previous, unit);
  const nowText = format.figure(now, unit);
  const before = <Figure name={names.previous} value={previousText} />;
  const after = <Figure name={names.now} value={nowText} />;
  // Where today is part of the period, the figure in the tile is not the one that is compared.
  const withNow = nowText !== format.figure(value, unit) && change.kind !== 'none';
  // “New from 0” and “– from 4 to 4” say too much: there the figures are only for whoever reads the page by program.
  const withoutBefore = change.kind === 'new' || (change.kind === 'same' && nowText === previousText);
  return (
    <span class="against">
      <ChangeMark name={names.change} change={change} size={size} previous={previousText ?? ''} days={days} />
      {now !== null && !withNow && <span class="visually-hidden">{after}</span>}
      {previous !== null && (
        <span class="against-previous" aria-hidden={change.kind !== 'none' ? 'true' : undefined}>
          {withoutBefore ? (
            <>
              {change.kind === 'same' && t.unchanged}
              <span class="visually-hidden">{before}</span>
              {withNow && <span class="visually-hidden">{after}</span>}
            </>
          ) : withNow ? (
            splitAround(t.fromTo('\0', '\0'), before, after)
          ) : (
            splitAround(t.from('\0'), before)
          )}
        </span>
      )}
    </span>
  );
}

function numberOf(value: Value): number | null {
  return value === null ? null : Number(value);
}

function ChangeMark({
  name,
  change,
  size,
  previous,
  days,
}: {
  name: string;
  change: Change;
  size: string;
  previous: string;
  days: number;
}) {
  const t = useText(text);
  const format = useFormat();
  const on = days === 1 ? t.completeDay : t.completeDays(format.count(days));
  if (change.kind === 'none') return null;
  const said = {
    up: t.up(size, previous, on),
    down: t.down(size, previous, on),
    same: t.same(previous, on),
    new: t.fromZero(on),
  }[change.kind];
  return (
    <span class={`change change-${change.kind}`} data-change={name}>
      {change.kind === 'new' ? <span aria-hidden="true">{t.isNew}</span> : <Icon name={change.kind} />}
      {size && <span aria-hidden="true">{size}</span>}
      <span class="visually-hidden">{said}</span>
    </span>
  );
}

/** A sentence with an element in place of each of its `\0`. */
function splitAround(sentence: string, ...elements: ComponentChildren[]) {
  return sentence.split('\0').map((words, index) => [index > 0 && elements[index - 1], words]);
}
