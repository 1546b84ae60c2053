import { Figure } from '../../figures/figure';
import { Tiles } from '../../figures/tile';
import { DailyChart } from '../../spec/daily-chart';
import { PartsBar } from '../../spec/parts-bar';
import { SectionCard } from '../../spec/section-card';
import { NoteTiles, TotalTiles } from '../../spec/tiles';
import { useFormat, useText } from '../../text/context';
import { conversations } from './spec';

export function Conversations() {
  const t = useText(conversations.text);
  const format = useFormat();
  return (
    <SectionCard spec={conversations}>
      {(answer) => {
        const { total, unassigned, assigned, resolved } = answer.active;
        return (
          <>
            <div>
              <Tiles>
                <NoteTiles spec={conversations} place="active" answer={answer} except="total" />
              </Tiles>
              {/* The overview shows it on the same screen. */}
              <p class="visually-hidden">
                {t.figures.total.label}: <Figure name="conversations.active.total" value={format.count(total)} />
              </p>
              <PartsBar
                spec={conversations}
                place="active"
                answer={answer}
                label={t.parts(format.count(unassigned), format.count(assigned), format.count(resolved))}
              />
            </div>
            <Tiles>
              <TotalTiles spec={conversations} answer={answer} plain />
            </Tiles>
            <DailyChart spec={conversations} answer={answer} />
          </>
        );
      }}
    </SectionCard>
  );
}
