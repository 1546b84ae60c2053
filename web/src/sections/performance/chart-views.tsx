import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from '../../figures/icon';
import { useText } from '../../text/context';
import type { Metric } from '../../view/address';
import { useView } from '../../view/context';
import { text } from './text';

/** Where arrow keys have a meaning of their own. */
const OWN_ARROWS = 'input, select, textarea, [role="dialog"], .table-scroll';

interface ChartViewsProps {
  metrics: readonly Metric[];
  children: (metric: Metric) => ComponentChildren;
}

/** One chart for each metric: chosen by name, by the arrows beside them, or by arrow keys. */
export function ChartViews({ metrics, children }: ChartViewsProps) {
  const t = useText(text);
  const { address, amend } = useView();
  const id = useId();
  const tabs = useRef<HTMLDivElement>(null);
  const metric = metrics.includes(address.metric) ? address.metric : (metrics[0] as Metric);

  // Looking through the charts of a detail is no way that leads back through each of them.
  const show = (next: Metric) => amend({ ...address, metric: next });
  const step = (by: number) => {
    const next = metrics[(metrics.indexOf(metric) + by + metrics.length) % metrics.length];
    if (next) show(next);
  };

  // On a phone the row of tabs is wider than its place. The window stays where it is.
  useLayoutEffect(() => {
    const row = tabs.current;
    const tab = row?.querySelector<HTMLElement>('[aria-selected="true"]');
    if (row && tab) row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  }, [metric]);

  // Before the next key may come: each one starts from the chart that the one before it led to.
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
          {metrics.map((each) => (
            <button
              key={each}
              type="button"
              role="tab"
              id={`${id}-${each}`}
              aria-selected={each === metric}
              aria-controls={`${id}-view`}
              tabIndex={each === metric ? 0 : -1}
              onClick={() => show(each)}
            >
              {t[each]}
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
      <div id={`${id}-view`} role="tabpanel" aria-labelledby={`${id}-${metric}`}>
        {children(metric)}
      </div>
    </div>
  );
}
