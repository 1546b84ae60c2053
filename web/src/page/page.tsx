import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { RefreshContext, useAnswer, useAnswersRedraw } from '../api/answers';
import type { Directory } from '../api/client';
import { NoticesAround } from '../export/notices';
import { Icon } from '../figures/icon';
import { Fault } from '../figures/section';
import { text as figuresText } from '../figures/text';
import { HOURS_FIGURES } from '../sections/hours/spec';
import { DETAILS } from '../sections/list';
import { CHARTS, FIRST_CHART } from '../sections/performance/spec';
import { useText } from '../text/context';
import { type Address, type Detail, type Ignored, readAddress, writeAddress } from '../view/address';
import { ViewContext } from '../view/context';
import { ViewLink } from '../view/view-link';
import { HistoryNote } from './history-note';
import { useSearch } from './location';
import { text as periodText } from './period-text';
import { comparesAtFirst } from './preferences';
import { useRefresh } from './refresh';
import { AllSections } from './sections';
import { text } from './text';
import { TopBar } from './top-bar';

/** Everything behind the sign-in. The directory comes first, since it has the account's date; then what the address asks for. */
export function Page() {
  const refresh = useRefresh();
  return (
    <RefreshContext.Provider value={refresh}>
      <WithDirectory />
    </RefreshContext.Provider>
  );
}

function WithDirectory() {
  const t = useText(text);
  const { loading } = useText(figuresText);
  const loaded = useAnswer('/v1/directory', {});
  if (loaded.answer) return <Known directory={loaded.answer} />;
  return (
    <main class="screen" aria-busy={loaded.state === 'loading'}>
      {loaded.problem ? (
        <Fault loaded={loaded} problem={loaded.problem} title={t.failed} />
      ) : (
        <span class="spinner" role="img" aria-label={loading} />
      )}
    </main>
  );
}

function Known({ directory }: { directory: Directory }) {
  const t = useText(text);
  const [search, setSearch] = useSearch();
  const { today } = directory.account;
  const inboxIds = directory.inboxes.map((inbox) => inbox.id);
  const { address, ignored } = readAddress(search, {
    today,
    inboxIds,
    charts: CHARTS,
    firstChart: FIRST_CHART,
    hours: HOURS_FIGURES,
  });
  const go = (next: Address) => setSearch(writeAddress(next), 'push');
  const amend = (next: Address) => setSearch(writeAddress(next), 'replace');
  const view = { directory, address, go, amend };
  // What was chosen at the last visit becomes part of the address, as everything that is shown.
  useEffect(() => {
    if (comparesAtFirst() && !address.compare) amend({ ...address, compare: true });
  }, []);
  const { detail } = address;
  useArrival(detail ? `${detail.kind} ${detail.id}` : '');

  return (
    <ViewContext.Provider value={view}>
      <NoticesAround>
        <a class="skip-link" href="#figures">
          {t.skip}
        </a>
        <ReadyMark />
        <TopBar />
        {ignored.length > 0 && <IgnoredNotice key={search} ignored={ignored} />}
        <HistoryNote />
        {detail === null ? (
          <AllSections />
        ) : (
          <main id="figures" class="detail" tabIndex={-1}>
            <ViewLink class="back-link" to={{ ...address, detail: null }}>
              <Icon name="left" />
              {t.back}
            </ViewLink>
            <DetailOf key={detail.id} {...detail} />
          </main>
        )}
      </NoticesAround>
    </ViewContext.Provider>
  );
}

function DetailOf({ kind, id }: Detail) {
  const Shown = DETAILS[kind];
  return <Shown id={id} />;
}

/** Marks on the root whether every section on view has come or failed, for tests and other programs. */
function ReadyMark() {
  const answers = useAnswersRedraw();
  useEffect(() => {
    const root = document.getElementById('root');
    // Sections ask for their answers when they are drawn, so the mark is set one frame later.
    const frame = requestAnimationFrame(() => {
      if (root) root.dataset.ready = String(answers.settled());
    });
    return () => cancelAnimationFrame(frame);
  });
  useEffect(
    () => () => {
      delete document.getElementById('root')?.dataset.ready;
    },
    [],
  );
  return null;
}

/** Scrolls a detail to its top, and the page to where the reader left it; then moves the focus to the new content. */
function useArrival(view: string): void {
  const last = useRef(view);
  const left = useRef(0);
  useEffect(() => {
    history.scrollRestoration = 'manual';
    const remember = () => {
      if (last.current === '') left.current = scrollY;
    };
    addEventListener('scroll', remember, { passive: true });
    return () => removeEventListener('scroll', remember);
  }, []);
  // Before the browser paints: a shorter view scrolls the window, and that is not the reader's own scrolling.
  useLayoutEffect(() => {
    if (last.current === view) return;
    last.current = view;
    const top = view === '' ? left.current : 0;
    const arrive = () => scrollTo({ top, behavior: 'instant' });
    arrive();
    document.getElementById('figures')?.focus({ preventScroll: true });
    // Charts measure their frames now, and are drawn anew before the browser paints. Where one above the window gets lower,
    // the browser takes the window along with what it shows, away from where the reader left it: so arrive once more.
    const frame = requestAnimationFrame(arrive);
    return () => cancelAnimationFrame(frame);
  }, [view]);
}

function IgnoredNotice({ ignored }: { ignored: readonly Ignored[] }) {
  const t = useText(text);
  const faults = useText(periodText).faults;
  const [shown, setShown] = useState(true);
  const reasons = useMemo(
    () => [...new Set(ignored.flatMap(({ fault }) => (fault ? [faults[fault]] : [])))],
    [ignored, faults],
  );
  if (!shown) return null;
  return (
    <div class="page-note ignored" role="status">
      <Icon name="info" />
      <p>
        {t.ignored} {ignored.map(({ name, value }) => t.ignoredValue(name, value)).join(', ')}. {reasons.join(' ')}
      </p>
      <button type="button" class="icon-button" aria-label={t.dismiss} onClick={() => setShown(false)}>
        <Icon name="close" />
      </button>
    </div>
  );
}
