import type { ComponentChildren } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { useFormat, useText } from '../text/context';
import { TableToggle } from './day-chart';
import { moved, rangesOf, stepOf } from './heat';
import { usePointed } from './pointed';
import { text } from './text';
import { useWidth } from './width';

interface Cell {
  /** Its row and column, in full. */
  label: string;
  value: number;
}

interface HeatMapProps {
  name: string;
  title: string;
  /** What the cells count. */
  valueLabel: string;
  /** Shown in place of the cells when all are zero. */
  nothing: string;
  rows: readonly string[];
  columns: readonly string[];
  /** Row by row. */
  cells: readonly Cell[];
  /** What chooses the figure. */
  choice: ComponentChildren;
  /** All figures in rows. */
  table: () => ComponentChildren;
}

/** Narrower than this, rows become columns, so that a cell still has room for its number. */
const WIDE = 640;
const LABELS = 44;
const HEADER = 22;
const CELL = 30;
const GAP = 2;

/** A grid of numbers on grounds in steps of one colour, the read-out of one cell, and a table. */
export function HeatMap(props: HeatMapProps) {
  const { name, title, valueLabel, nothing, cells, choice, table } = props;
  const t = useText(text);
  const format = useFormat();
  const id = useId();
  const [asTable, setAsTable] = useState(false);
  const highest = Math.max(0, ...cells.map((cell) => cell.value));
  const most = cells.find((cell) => cell.value === highest);
  return (
    <figure class="chart" data-chart={name} aria-labelledby={`${id}-title`} aria-describedby={`${id}-summary`}>
      <div class="chart-header">
        <h3 id={`${id}-title`}>{title}</h3>
        {choice}
        <TableToggle title={title} asTable={asTable} toggle={() => setAsTable(!asTable)} />
      </div>
      <p id={`${id}-summary`} class={highest === 0 && !asTable ? 'nothing' : 'visually-hidden'}>
        {highest === 0 || !most ? nothing : t.densest(title, valueLabel, most.label, format.count(highest))}
      </p>
      {asTable ? (
        table()
      ) : (
        <>
          <Grid {...props} highest={highest} />
          <HeatLegend highest={highest} />
        </>
      )}
    </figure>
  );
}

/** The cells. One is chosen by pointing, by touch, or by a slider that lies invisibly over them and has all arrow keys. */
function Grid({ title, valueLabel, rows, columns, cells, highest }: HeatMapProps & { highest: number }) {
  const t = useText(text);
  const format = useFormat();
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const turned = width < WIDE;
  const [across, down] = turned ? [rows, columns] : [columns, rows];
  const cellWidth = (width - LABELS) / across.length;
  const height = HEADER + down.length * CELL;
  const place = (index: number): [column: number, row: number] => {
    const [row, column] = [Math.floor(index / columns.length), index % columns.length];
    return turned ? [row, column] : [column, row];
  };
  const { pointed, handlers } = usePointed(frame, (event) => {
    const box = frame.current?.getBoundingClientRect();
    const column = Math.floor((event.clientX - (box?.left ?? 0) - LABELS) / cellWidth);
    const row = Math.floor((event.clientY - (box?.top ?? 0) - HEADER) / CELL);
    const inside = column >= 0 && column < across.length && row >= 0 && row < down.length;
    if (!inside) return null;
    return turned ? column * columns.length + row : row * columns.length + column;
  });
  const [chosen, setChosen] = useState(0);
  const [focused, setFocused] = useState(false);
  const read = pointed ?? (focused ? chosen : null);
  const words = (index: number) => `${cells[index]?.label}: ${valueLabel} ${format.count(cells[index]?.value ?? 0)}`;

  const [readColumn, readRow] = read === null ? [0, 0] : place(read);
  return (
    <div ref={frame} class="plot" {...handlers}>
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true" focusable="false">
        {across.map((label, column) => (
          <text key={label} class="axis-label" x={LABELS + (column + 0.5) * cellWidth} y={14} text-anchor="middle">
            {label}
          </text>
        ))}
        {down.map((label, row) => (
          <text
            key={label}
            class="axis-label"
            x={LABELS - 8}
            y={HEADER + (row + 0.5) * CELL}
            dy="0.32em"
            text-anchor="end"
          >
            {label}
          </text>
        ))}
        {cells.map(({ label, value }, index) => {
          const [column, row] = place(index);
          const [x, y] = [LABELS + column * cellWidth, HEADER + row * CELL];
          return (
            <g key={label} class={`heat heat-${stepOf(value, highest)}${index === read ? ' heat-read' : ''}`}>
              <rect x={x + GAP / 2} y={y + GAP / 2} width={cellWidth - GAP} height={CELL - GAP} rx={2} />
              <text x={x + cellWidth / 2} y={y + CELL / 2} dy="0.34em" text-anchor="middle">
                {format.short(value)}
              </text>
            </g>
          );
        })}
      </svg>
      <input
        class="day-slider"
        type="range"
        min={0}
        max={cells.length - 1}
        step={1}
        value={chosen}
        aria-label={t.hour(title)}
        aria-valuetext={words(chosen)}
        onKeyDown={(event) => {
          const next = moved(event.key, chosen, rows.length, columns.length, turned);
          if (next === null) return;
          event.preventDefault();
          setChosen(next);
          setFocused(true);
        }}
        onInput={(event) => setChosen(Number(event.currentTarget.value))}
        onFocus={(event) => setFocused(event.currentTarget.matches(':focus-visible'))}
        onBlur={() => setFocused(false)}
      />
      {read !== null && (
        <HeatReadOut
          label={cells[read]?.label ?? ''}
          valueLabel={valueLabel}
          value={format.count(cells[read]?.value ?? 0)}
          left={LABELS + readColumn * cellWidth}
          top={HEADER + (readRow + 1) * CELL + 4}
          width={width}
        />
      )}
    </div>
  );
}

const READ_OUT_WIDTH = 190;

function HeatReadOut(props: {
  label: string;
  valueLabel: string;
  value: string;
  left: number;
  top: number;
  width: number;
}) {
  const { label, valueLabel, value, left, top, width } = props;
  const inside = Math.max(0, Math.min(left, width - READ_OUT_WIDTH));
  return (
    <div
      class="read-out"
      aria-hidden="true"
      style={{ left: `${inside}px`, top: `${top}px`, width: `${READ_OUT_WIDTH}px` }}
    >
      <p>{label}</p>
      <div class="read-out-row">
        <span>{valueLabel}</span>
        <span class="read-out-value">{value}</span>
      </div>
    </div>
  );
}

/** What each ground stands for. */
function HeatLegend({ highest }: { highest: number }) {
  const format = useFormat();
  if (highest === 0) return null;
  return (
    <p class="heat-legend">
      {rangesOf(highest).map(({ step, from, to }) => (
        <span key={step} class="legend-note">
          <span class={`swatch heat-${step}`} aria-hidden="true" />
          {from === to ? format.count(from) : `${format.count(from)}–${format.count(to)}`}
        </span>
      ))}
    </p>
  );
}
