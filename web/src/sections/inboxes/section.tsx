import type { Answer, InboxRow } from '../../api/client';
import { relativeChange } from '../../figures/change';
import { Section } from '../../figures/section';
import { type Column, SortableTable } from '../../figures/sortable-table';
import { Against, type Compared } from '../../figures/tile';
import { figureColumns } from '../../spec/columns';
import { linesOf } from '../../spec/figure';
import { definitionOf, definitionsOf } from '../../spec/section';
import { SectionCard } from '../../spec/section-card';
import { useFormat, useText } from '../../text/context';
import { useView } from '../../view/context';
import { inboxName } from '../../view/inbox-name';
import { ViewLink } from '../../view/view-link';
import { inboxes } from './spec';

type InboxesAnswer = Answer<'/v1/performance/inboxes'>;

/** All inboxes in a table; where one is chosen, the way back to all. */
export function Inboxes() {
  const t = useText(inboxes.text);
  const { address } = useView();
  if (address.inboxId !== null) return <OneChosen />;
  return (
    <SectionCard spec={inboxes} definitions={[definitionOf(t.change)]} skeleton="table">
      {(answer) => (answer.inboxes.length > 0 ? <InboxesTable answer={answer} /> : <p class="nothing">{t.none}</p>)}
    </SectionCard>
  );
}

function InboxesTable({ answer }: { answer: InboxesAnswer }) {
  const t = useText(inboxes.text);
  const format = useFormat();
  const { address, directory } = useView();
  const listed = new Set(directory.inboxes.map((inbox) => inbox.id));
  const nameOf = ({ inbox_id, name, channel }: InboxRow) => inboxName({ id: inbox_id, name, channel }, format.language);
  const figures = figureColumns<InboxRow>(
    inboxes.figures.inboxes,
    t.figures,
    ({ inbox_id, name, channel, ...values }) => ({ name: `inboxes.inboxes.${inbox_id}`, values }),
    format,
  );
  const [received, ...others] = figures as [Column<InboxRow>, ...Column<InboxRow>[]];
  return (
    <SortableTable
      label={t.title}
      columns={[
        {
          key: 'name',
          label: t.inbox,
          value: nameOf,
          cell: (row) =>
            // The API refuses an inbox that the directory does not list.
            listed.has(row.inbox_id) ? (
              <ViewLink to={{ ...address, inboxId: row.inbox_id }}>{nameOf(row)}</ViewLink>
            ) : (
              nameOf(row)
            ),
        },
        received,
        ...changeColumn(answer, t.change.label),
        ...others,
      ]}
      rows={answer.inboxes}
      rowKey={(row) => row.inbox_id}
      first={{ column: 'received', descending: true }}
    />
  );
}

/** How the messages received change, where a day is complete and the counters have them. */
function changeColumn({ complete, inboxes: rows }: InboxesAnswer, label: string): Column<InboxRow>[] {
  if (complete === null || rows.some((row) => row.received === null)) return [];
  const received = (of: InboxesAnswer['previous'], id: string) =>
    of.find((row) => row.inbox_id === id)?.received ?? null;
  const comparedOf = ({ inbox_id }: InboxRow): Compared => ({
    days: complete.days,
    now: received(complete.totals, inbox_id),
    previous: received(complete.previous, inbox_id),
  });
  return [
    {
      key: 'change',
      label,
      value: (row) => {
        const { now, previous } = comparedOf(row);
        const change = relativeChange(Number(now), Number(previous));
        if (change.kind === 'new') return Number.POSITIVE_INFINITY;
        return 'size' in change ? (change.kind === 'up' ? change.size : -change.size) : 0;
      },
      cell: (row) => (
        <Against
          names={{
            change: `inboxes.${row.inbox_id}.received`,
            now: `inboxes.complete.totals.${row.inbox_id}.received`,
            previous: `inboxes.complete.previous.${row.inbox_id}.received`,
          }}
          value={row.received}
          compared={comparedOf(row)}
          unit="count"
        />
      ),
    },
  ];
}

const READY = { state: 'ready', answer: null, problem: undefined, retrying: false, retry: () => {} } as const;

/** The section takes no inbox: where one is chosen it says so, and asks nothing. */
function OneChosen() {
  const t = useText(inboxes.text);
  const { address } = useView();
  return (
    <Section
      name={inboxes.name}
      title={t.title}
      label={t.title}
      definitions={definitionsOf(linesOf(inboxes.figures.inboxes), t.figures)}
      loaded={READY}
    >
      {() => (
        <p class="nothing">
          {t.oneChosen} <ViewLink to={{ ...address, inboxId: null }}>{t.showAll}</ViewLink>
        </p>
      )}
    </Section>
  );
}
