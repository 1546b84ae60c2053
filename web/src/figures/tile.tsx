import type { ComponentChildren } from 'preact';
import { useFormat, useText } from '../text/context';
import type { Unit, Value } from '../text/format';
import { type Change, differenceOf, relativeChange } from './change';
import { Figure } from './figure';
import { Icon } from './icon';
import { text } from './text';

/** Figures that stand side by side, each under its label. */
export function Tiles({ children }: { children: ComponentChildren }) {
  return <dl class="tiles">{children}</dl>;
}

interface TileProps {
  label: string;
  /** `section.json.path` */
  name: string;
  value: Value;
  unit: Unit;
  /** The colour of the chart's series that this is the total of. */
  colour?: number | undefined;
  /** What stands under the figure. */
  children?: ComponentChildren;
}

export function Tile({ label, name, value, unit, colour, children }: TileProps) {
  const format = useFormat();
  return (
    <div class="tile">
      <dt>
        {colour !== undefined && <span class={`swatch series-${colour}`} aria-hidden="true" />}
        {label}
      </dt>
      <dd class="tile-value">
        <Figure name={name} value={format.figure(value, unit)} />
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
  /** In `data-figure`, of the period before. */
  previous: string;
}

interface ChangeTileProps extends Omit<TileProps, 'name'> {
  names: ChangeNames;
  previous: Value;
}

/** A figure of a period, with its change against the period before. */
export function ChangeTile({ names, previous, children, ...tile }: ChangeTileProps) {
  return (
    <Tile {...tile} name={names.figure}>
      <Against names={names} now={tile.value} previous={previous} unit={tile.unit} />
      {children}
    </Tile>
  );
}

interface AgainstProps {
  names: ChangeNames;
  now: Value;
  previous: Value;
  unit: Unit;
}

/** The change against the period before: sign, words and the figure it is compared with. Its colour says nothing. */
function Against({ names, now, previous, unit }: AgainstProps) {
  const t = useText(text);
  const format = useFormat();
  // Shares are compared by their difference in points, all else in percent.
  const share = unit === 'share';
  const change = (share ? differenceOf : relativeChange)(numberOf(now), numberOf(previous));
  const size = 'size' in change ? (share ? t.points(format.points(change.size)) : format.percent(change.size)) : '';
  const previousText = format.figure(previous, unit);
  const before = <Figure name={names.previous} value={previousText} />;
  // “New from 0” and “– from 0” say too much: there the figure before is only for whoever reads the page by program.
  const withoutBefore = change.kind === 'new' || (change.kind === 'same' && numberOf(previous) === 0);
  return (
    <span class="against">
      <ChangeMark name={names.change} change={change} size={size} previous={previousText ?? ''} />
      {previous !== null && (
        <span class="against-previous" aria-hidden={change.kind !== 'none' ? 'true' : undefined}>
          {withoutBefore ? (
            <>
              {change.kind === 'same' && t.unchanged}
              <span class="visually-hidden">{before}</span>
            </>
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
}: {
  name: string;
  change: Change;
  size: string;
  previous: string;
}) {
  const t = useText(text);
  if (change.kind === 'none') return null;
  const said = {
    up: t.up(size, previous),
    down: t.down(size, previous),
    same: t.same(previous),
    new: t.fromZero,
  }[change.kind];
  return (
    <span class={`change change-${change.kind}`} data-change={name}>
      {change.kind === 'new' ? <span aria-hidden="true">{t.isNew}</span> : <Icon name={change.kind} />}
      {size && <span aria-hidden="true">{size}</span>}
      <span class="visually-hidden">{said}</span>
    </span>
  );
}

/** A sentence with an element in place of its `\0`. */
function splitAround(sentence: string, element: ComponentChildren) {
  const [before, after] = sentence.split('\0');
  return (
    <>
      {before}
      {element}
      {after}
    </>
  );
}
