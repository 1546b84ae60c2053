import type { ComponentChildren } from 'preact';
import { useAnswer } from '../api/answers';
import type { Answer } from '../api/client';
import { ExportMenu } from '../export/export-menu';
import { useComparedDays } from '../figures/compared-days';
import { RebuildNote } from '../figures/figure';
import { type Definition, Section } from '../figures/section';
import { useFormat, useText } from '../text/context';
import { useQuery, useView } from '../view/context';
import { periodParameters } from '../view/period';
import { BeforeContext, useDaysBefore } from './days-before';
import { linesOf } from './figure';
import { type AnyFigures, definitionsOf, lacksFigures, type SectionRoute, type SectionSpec } from './section';

interface SectionCardProps<R extends SectionRoute> {
  spec: SectionSpec<SectionSpec['name'], R>;
  /** The meaning of what else the section shows, beside its figures. */
  definitions?: readonly Definition[];
  /** Buttons before the export's. */
  actions?: ComponentChildren;
  skeleton?: 'tiles' | 'chart' | 'table';
  children: (answer: Answer<R>) => ComponentChildren;
}

/** A section's card: asks its route for what is shown, and says what its figures mean. */
export function SectionCard<R extends SectionRoute>(props: SectionCardProps<R>) {
  const { spec, definitions = [], actions, skeleton = 'chart', children } = props;
  const t = useText(spec.text);
  const format = useFormat();
  const { inboxId, period: chosen } = useView().address;
  const query = useQuery();
  const ofInbox = inboxId === null ? {} : { inbox_id: inboxId };
  const loaded = useAnswer(spec.route, {
    query: spec.fixedPeriod ? ofInbox : spec.allInboxes ? periodParameters(chosen) : query,
  });
  const before = useDaysBefore(spec.route, { compares: spec.byDay ?? false });
  const dated = loaded.answer as Parameters<typeof useComparedDays>[0];
  const period = dated?.period;
  const compared = useComparedDays(dated);
  return (
    <Section
      name={spec.name}
      title={t.title}
      label={t.title}
      dates={period && (t.dates ?? format.range(period.from, period.to))}
      compared={compared}
      definitions={[
        ...definitionsOf(Object.values(spec.figures as AnyFigures).flatMap(linesOf), t.figures),
        ...definitions,
      ]}
      loaded={loaded}
      actions={
        <>
          {actions}
          <ExportMenu
            section={{ section: spec.name }}
            label={t.title}
            ofPeriod={!spec.fixedPeriod}
            ofInbox={!spec.allInboxes}
          />
        </>
      }
      skeleton={skeleton}
    >
      {(answer) => (
        <BeforeContext.Provider value={before}>
          {lacksFigures(spec.figures as AnyFigures, answer) && <RebuildNote />}
          {children(answer)}
        </BeforeContext.Provider>
      )}
    </Section>
  );
}
