import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from '../../figures/icon';
import { useText } from '../../text/context';
import { useView } from '../../view/context';
import { type Chart, FIRST_CHART } from './spec';
import { chartsText } from './text';

/** Elements in which arrow keys do something else. */
const OWN_ARROWS = 'input, select, textarea, [role="dialog"], .table-scroll';

interface ChartViewsProps {
  charts: readonly Chart[];
  labelOf: (chart: Chart) => string;
  children: (chart: Chart) => ComponentChildren;
}

/** One chart at a time: chosen by name, by the arrows beside them, or by arrow keys. */
export function ChartViews({ charts, labelOf, children }: ChartViewsProps) {
  const t = useText(chartsText);
  const { address, amend } = useView();
  const id = useId();
  const tabs = useRef<HTMLDivElement>(null);
  // An address may name a chart that this detail does not have.
  const chart = charts.find((each) => each === (address.chart ?? FIRST_CHART)) ?? (charts[0] as Chart);

  // The back button leaves a detail in one step, however many of its charts the reader looked at.
  const show = (next: Chart) => amend({ ...address, chart: next === FIRST_CHART ? null : next });
  const step = (by: number) => {
    const next = charts[(charts.indexOf(chart) + by + charts.length) % charts.length];
    if (next) show(next);
  };

  // On a phone the row of tabs is wider than the window: scroll the row, not the window.
  useLayoutEffect(() => {
    const row = tabs.current;
    const tab = row?.querySelector<HTMLElement>('[aria-selected="true"]');
    if (row && tab) row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  }, [chart]);

  // A layout effect, so that the next key starts from the chart that this one led to.
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!by || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (event.target instanceof Element && event.target.closest(OWN_ARROWS)) return;
      event.preventDefault();
      const onTab = tabs.current?.contains(document.activeElement);
      step(by);
      // The focus goes with the choice, as it does in any row of tabs.
      if (onTab)
        requestAnimationFrame(() => tabs.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });

  return (
    <div class="chart-views">
      <div class="chart-views-bar">
        <div ref={tabs} class="tabs" role="tablist" aria-label={t.chartViews}>
          {charts.map((each) => (
            <button
              key={each}
              type="button"
              role="tab"
              id={`${id}-${each}`}
              aria-selected={each === chart}
              aria-controls={`${id}-view`}
              tabIndex={each === chart ? 0 : -1}
              onClick={() => show(each)}
            >
              {labelOf(each)}
            </button>
          ))}
        </div>
        <button type="button" class="icon-button" aria-label={t.previousChart} onClick={() => step(-1)}>
          <Icon name="left" />
        </button>
        <button type="button" class="icon-button" aria-label={t.nextChart} onClick={() => step(1)}>
          <Icon name="right" />
        </button>
      </div>
      <div id={`${id}-view`} role="tabpanel" aria-labelledby={`${id}-${chart}`}>
        {children(chart)}
      </div>
    </div>
  );
}
