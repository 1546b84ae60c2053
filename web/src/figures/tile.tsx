import type { ComponentChildren } from 'preact';
import { useFormat, useText } from '../text/context';
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
  value: string | null;
  /** The colour of the chart's series that this is the total of. */
  colour?: number;
  children?: ComponentChildren;
}

export function Tile({ label, name, value, colour, children }: TileProps) {
  return (
    <div class="tile">
      <dt>
        {colour !== undefined && <span class={`swatch series-${colour}`} aria-hidden="true" />}
        {label}
      </dt>
      <dd class="tile-value">
        <Figure name={name} value={value} />
      </dd>
      {children && <dd class="tile-note">{children}</dd>}
    </div>
  );
}

interface AgainstProps {
  /** `section.key`, in `data-change`. */
  name: string;
  /** `section.previous.key` */
  previousName: string;
  now: number | null;
  previous: number | null;
  /** The previous figure as it reads. */
  previousText: string | null;
  /** Shares are compared by their difference in points, all else in percent. */
  share?: boolean;
}

/** The change against the period before: sign, words and the figure it is compared with. Its colour says nothing. */
export function Against({ name, previousName, now, previous, previousText, share = false }: AgainstProps) {
  const t = useText(text);
  const format = useFormat();
  const change = share ? differenceOf(now, previous) : relativeChange(now, previous);
  const size = 'size' in change ? (share ? t.points(format.points(change.size)) : format.percent(change.size)) : '';
  const before = <Figure name={previousName} value={previousText} />;
  // “New from 0” and “– from 0” say too much: there the figure before is only for whoever reads the page by program.
  const withoutBefore = change.kind === 'new' || (change.kind === 'same' && previous === 0);
  return (
    <span class="against">
      <ChangeMark name={name} change={change} size={size} previous={previousText ?? ''} />
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
