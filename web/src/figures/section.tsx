import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { Loaded } from '../api/answers';
import type { Problem } from '../api/problem';
import { useText } from '../text/context';
import { Icon } from './icon';
import { Popover } from './popover';
import { text } from './text';

/** What a figure means, in one line. */
export type Definition = readonly [term: string, meaning: string];

interface SectionProps<A> {
  /** Its name in the API, its anchor on the page. */
  name: string;
  title: ComponentChildren;
  /** The title as plain words. */
  label: string;
  /** The dates that its figures are of. */
  dates?: string | undefined;
  /** Which days its arrows compare. */
  compared?: string | undefined;
  definitions: readonly Definition[];
  loaded: Loaded<A>;
  /** Buttons beside the title. */
  actions?: ComponentChildren;
  skeleton?: 'tiles' | 'chart' | 'table';
  children: (answer: A) => ComponentChildren;
}

/** A card of the page: title, actions and figures. Where its answer fails, only this card shows the failure. */
export function Section<A>(props: SectionProps<A>) {
  const { name, title, label, dates, compared, definitions, loaded, actions, skeleton = 'chart', children } = props;
  const heading = useId();
  const t = useText(text);
  const { state, answer, problem, retrying } = loaded;
  return (
    <section
      id={name}
      class={`card section-${name}`}
      data-section={name}
      data-state={state}
      aria-labelledby={heading}
      aria-busy={state === 'loading' || (problem !== undefined && retrying)}
    >
      <header class="card-header">
        <div class="card-title">
          <h2 id={heading} tabIndex={-1}>
            {title}
          </h2>
          <Popover
            label={t.about(label)}
            title={t.about(label)}
            buttonClass="quiet-button info-button"
            button={<Icon name="info" />}
          >
            {() => (
              <dl class="definitions">
                {definitions.map(([term, meaning]) => (
                  <div key={term}>
                    <dt>{term}</dt>
                    <dd>{meaning}</dd>
                  </div>
                ))}
              </dl>
            )}
          </Popover>
          {dates && <span class="card-dates">{dates}</span>}
        </div>
        {actions && <div class="card-actions">{actions}</div>}
        {compared && <p class="card-compared">{compared}</p>}
      </header>
      {problem && answer !== undefined && <Fault loaded={loaded} problem={problem} title={t.notRefreshed} slim />}
      {answer !== undefined ? (
        <div class={state === 'loading' ? 'card-body stale' : 'card-body'}>{children(answer)}</div>
      ) : problem ? (
        <Fault loaded={loaded} problem={problem} title={t.sectionFailed} />
      ) : (
        <Skeleton kind={skeleton} />
      )}
    </section>
  );
}

interface FaultProps {
  loaded: Pick<Loaded<unknown>, 'retrying' | 'retry'>;
  problem: Problem;
  title: string;
  slim?: boolean;
}

/** What went wrong, what may help, and another try. */
export function Fault({ loaded, problem, title, slim = false }: FaultProps) {
  const t = useText(text);
  return (
    <div class={slim ? 'fault fault-slim' : 'fault'} role="alert">
      <Icon name="alert" />
      <div>
        <p class="fault-title">{title}</p>
        <ProblemText problem={problem} />
      </div>
      {/* Not disabled while it tries: it would lose the focus. A second press asks nothing new. */}
      <button type="button" class="button" aria-busy={loaded.retrying} onClick={loaded.retry}>
        {loaded.retrying && <span class="spinner" aria-hidden="true" />}
        {t.retry}
      </button>
    </div>
  );
}

export function ProblemText({ problem }: { problem: Problem }) {
  const t = useText(text);
  const { status, detail, id } = problem;
  return (
    <p class="fault-detail">
      {detail ?? (status === 0 ? t.unreachable : t.unexplained(String(status)))}
      {id && (
        <>
          {' '}
          <span class="fault-id">{t.quote(id)}</span>
        </>
      )}
    </p>
  );
}

function Skeleton({ kind }: { kind: 'tiles' | 'chart' | 'table' }) {
  const t = useText(text);
  return (
    <div class="card-body">
      <span class="visually-hidden">{t.loading}</span>
      {kind !== 'table' && (
        <div class="tiles" aria-hidden="true">
          {[1, 2, 3, 4].map((each) => (
            <div key={each} class="tile">
              <span class="bone bone-label" />
              <span class="bone bone-value" />
            </div>
          ))}
        </div>
      )}
      {kind !== 'tiles' && <span class={`bone bone-${kind}`} aria-hidden="true" />}
    </div>
  );
}
