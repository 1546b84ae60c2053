import type { ComponentChildren } from 'preact';
import { useAnswer } from '../api/answers';
import type { Answer } from '../api/client';
import { ExportMenu } from '../export/export-menu';
import { type Definition, Section } from '../figures/section';
import { useFormat, useText } from '../text/context';
import { useQuery, useView } from '../view/context';
import { linesOf } from './figure';
import { type AnyFigures, definitionsOf, type SectionRoute, type SectionSpec } from './section';

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
  const { inboxId } = useView().address;
  const query = useQuery();
  const ofInbox = inboxId === null ? {} : { inbox_id: inboxId };
  const loaded = useAnswer(spec.route, { query: spec.fixedPeriod ? ofInbox : query });
  const period = (loaded.answer as { period: { from: string; to: string } } | undefined)?.period;
  return (
    <Section
      name={spec.name}
      title={t.title}
      label={t.title}
      dates={period && (t.dates ?? format.range(period.from, period.to))}
      definitions={[
        ...definitionsOf(Object.values(spec.figures as AnyFigures).flatMap(linesOf), t.figures),
        ...definitions,
      ]}
      loaded={loaded}
      actions={
        <>
          {actions}
          <ExportMenu section={{ section: spec.name }} label={t.title} ofPeriod={!spec.fixedPeriod} />
        </>
      }
      skeleton={skeleton}
    >
      {children}
    </Section>
  );
}
