import { useId, useRef, useState } from 'preact/hooks';
import { useFormat, useText } from '../text/context';
import type { Format, Unit } from '../text/format';
import { type Geometry, type Line, layOut } from './geometry';
import { usePointed } from './pointed';
import type { Days, Series } from './series';
import { text } from './text';
import { useWidth } from './width';

interface PlotProps {
  title: string;
  days: Days;
  series: readonly Series[];
  unit: Unit;
  height: number;
}

/** With more days than this the points of a line run into each other. */
const MOST_POINTS = 15;

/**
 * The picture, and the read-out of one day. The day is chosen by pointing, by touch, or by a slider that lies invisibly
 * over the picture: it brings arrow keys and its value in words by itself.
 */
export function Plot({ title, days, series, unit, height }: PlotProps) {
  const t = useText(text);
  const format = useFormat();
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const hatch = useId();
  const last = days.dates.length - 1;
  const [chosen, setChosen] = useState(last);
  const [focused, setFocused] = useState(false);

  const drawn = series.filter((each) => each.drawn !== 'table');
  const left = unit === 'count' || unit === 'share' ? 42 : 58;
  const geometry = layOut(days, drawn, unit, { width, height, left });
  const { pointed, handlers } = usePointed(frame, (event) => {
    const x = event.clientX - (frame.current?.getBoundingClientRect().left ?? 0);
    const found = geometry.days.findIndex((day) => x >= day.x && x < day.x + day.width);
    return found < 0 ? null : found;
  });
  const slid = Math.min(chosen, last);
  // A period that got shorter has no such day.
  const read = pointed !== null && pointed <= last ? pointed : focused ? slid : null;

  return (
    <div ref={frame} class="plot" {...handlers}>
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true" focusable="false">
        <Hatches id={hatch} series={drawn} />
        <Axes geometry={geometry} days={days} unit={unit} format={format} read={read} />
        {geometry.bars.map((bar) => (
          <rect
            key={`${bar.series.key} ${bar.index}`}
            class={`bar series-${bar.series.colour}${bar.index === days.today ? ' unfinished' : ''}`}
            x={bar.x}
            y={bar.y}
            width={bar.width}
            height={bar.height}
            fill={bar.index === days.today ? `url(#${hatch}-${bar.series.colour})` : undefined}
          />
        ))}
        {geometry.outlines.map(({ index, ...box }) => (
          <rect key={index} class="outline" {...box} />
        ))}
        {geometry.lines.map((line) => (
          <path key={line.series.key} class={`line-before series-${line.series.colour}`} d={line.before} />
        ))}
        {geometry.lines.map((line) => (
          <LineMarks key={line.series.key} line={line} today={days.today} count={days.dates.length} read={read} />
        ))}
      </svg>
      <input
        class="day-slider"
        type="range"
        min={0}
        max={last}
        step={1}
        value={slid}
        aria-label={t.day(title)}
        aria-valuetext={readOut(slid, days, series, format)}
        onInput={(event) => {
          setChosen(Number(event.currentTarget.value));
          // Only keys move the slider, even where a click gave it the focus.
          setFocused(true);
        }}
        onFocus={(event) => setFocused(event.currentTarget.matches(':focus-visible'))}
        onBlur={() => setFocused(false)}
      />
      {read !== null && geometry.days[read] && (
        <ReadOut index={read} days={days} series={series} x={geometry.days[read].centre} width={width} />
      )}
    </div>
  );
}

/** Today's bars are drawn in stripes of their series' colour. */
function Hatches({ id, series }: { id: string; series: readonly Series[] }) {
  return (
    <defs>
      {series
        .filter((each) => each.drawn === 'bar')
        .map(({ colour }) => (
          <pattern
            key={colour}
            id={`${id}-${colour}`}
            width={5}
            height={5}
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect class={`series-${colour} hatch-ground`} width={5} height={5} />
            <rect class={`series-${colour} hatch-stripe`} width={2} height={5} />
          </pattern>
        ))}
    </defs>
  );
}

interface AxesProps {
  geometry: Geometry;
  days: Days;
  unit: Unit;
  format: Format;
  read: number | null;
}

function Axes({ geometry, days, unit, format, read }: AxesProps) {
  const { plot } = geometry;
  const strip = read === null ? undefined : geometry.days[read];
  return (
    <g>
      {strip && <rect class="day-read" x={strip.x} y={plot.top} width={strip.width} height={plot.bottom - plot.top} />}
      {geometry.ticks.map(({ value, y }) => (
        <g key={value}>
          <line class={value === 0 ? 'base-line' : 'grid-line'} x1={plot.left} x2={plot.right} y1={y} y2={y} />
          <text class="axis-label" x={plot.left - 8} y={y} dy="0.32em" text-anchor="end">
            {tickText(value, unit, format)}
          </text>
        </g>
      ))}
      {geometry.labels.map(({ index, x, anchor }) => (
        <text
          key={index}
          class={index === days.today ? 'axis-label today' : 'axis-label'}
          x={x}
          y={plot.bottom + 18}
          text-anchor={anchor}
        >
          {format.shortDate(days.dates[index] ?? '')}
        </text>
      ))}
    </g>
  );
}

function tickText(value: number, unit: Unit, format: Format): string {
  if (unit === 'money') return format.roughMoney(value);
  if (unit === 'duration') return format.duration(value);
  if (unit === 'share') return format.percent(value);
  return format.count(value);
}

interface LineMarksProps {
  line: Line;
  today: number | null;
  count: number;
  read: number | null;
}

function LineMarks({ line, today, count, read }: LineMarksProps) {
  const { colour } = line.series;
  return (
    <g class={`series-${colour}`}>
      {count <= MOST_POINTS && <path class="line-ground" d={line.whole} />}
      <path class="line" d={line.whole} />
      <path class="line unfinished" d={line.unfinished} />
      {line.points.map(({ index, x, y, alone }) =>
        count <= MOST_POINTS || alone || index === today || index === read ? (
          <circle
            key={index}
            class={index === today ? 'point unfinished' : 'point'}
            cx={x}
            cy={y}
            r={index === read || alone ? 4.5 : 3}
          />
        ) : null,
      )}
    </g>
  );
}

function readOut(index: number, days: Days, series: readonly Series[], format: Format): string {
  const t = text[format.language];
  const date = format.dayDate(days.dates[index] ?? '');
  const day = index === days.today ? `${date} (${t.today})` : date;
  const figures = series.map((each) => {
    const words = `${each.label} ${each.texts[index] ?? absent(each, index, t)}`;
    const before = each.before?.texts[index];
    return before ? `${words} (${beforeWords(before, each.differences?.[index] ?? null, t)})` : words;
  });
  return `${day}: ${figures.join(', ')}`;
}

/** What the day before has, and the difference. */
function beforeWords(before: string, difference: string | null, t: (typeof text)[Format['language']]): string {
  return difference === null ? t.dayBefore(before) : `${t.dayBefore(before)}, ${difference}`;
}

/** Why a day has no value of a series. */
function absent(series: Series, index: number, t: (typeof text)[Format['language']]): string {
  return series.uncounted?.[index] ? t.notCounted : t.noData;
}

interface ReadOutProps {
  index: number;
  days: Days;
  series: readonly Series[];
  x: number;
  width: number;
}

const READ_OUT_WIDTH = 208;

/** The day's figures, beside the day. The slider says the same in words. */
function ReadOut({ index, days, series, x, width }: ReadOutProps) {
  const t = useText(text);
  const format = useFormat();
  const beside = x + 16 + READ_OUT_WIDTH <= width ? x + 16 : x - 16 - READ_OUT_WIDTH;
  const left = Math.min(Math.max(0, beside), Math.max(0, width - READ_OUT_WIDTH));
  return (
    <div class="read-out" aria-hidden="true" style={{ left: `${left}px`, width: `${READ_OUT_WIDTH}px` }}>
      <p>
        {format.dayDate(days.dates[index] ?? '')}
        {index === days.today && <span class="row-note">{t.today}</span>}
        {days.before?.[index] && <span class="row-note">{t.against(format.shortDate(days.before[index]))}</span>}
      </p>
      {series.map((each) => (
        <div key={each.key} class="read-out-row">
          <span class={`swatch swatch-${each.drawn} series-${each.colour}`} />
          <span>{each.label}</span>
          <span class="read-out-value">{each.texts[index] ?? (each.uncounted?.[index] ? t.notCounted : '–')}</span>
          {each.before?.texts[index] && (
            <span class="read-out-before">
              {beforeWords(each.before.texts[index], each.differences?.[index] ?? null, t)}
            </span>
          )}
        </div>
      ))}
    </div>
  );
}
