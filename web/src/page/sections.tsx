import { useEffect, useRef, useState } from 'preact/hooks';
import { useAnswersRedraw } from '../api/answers';
import { Contacts } from '../sections/contacts/section';
import { text as contacts } from '../sections/contacts/text';
import { Conversations } from '../sections/conversations/section';
import { text as conversations } from '../sections/conversations/text';
import { Features } from '../sections/features/section';
import { text as features } from '../sections/features/text';
import { Flows } from '../sections/flows/section';
import { text as flows } from '../sections/flows/text';
import { Messages } from '../sections/messages/section';
import { text as messages } from '../sections/messages/text';
import { Overview } from '../sections/overview/section';
import { text as overview } from '../sections/overview/text';
import { Payment } from '../sections/payment/section';
import { text as payment } from '../sections/payment/text';
import { Agents } from '../sections/performance/agents';
import { Teams } from '../sections/performance/teams';
import { text as performance } from '../sections/performance/text';
import { useFormat, useText } from '../text/context';
import { text } from './text';

/** All sections, below each other, with a list to jump among them. */
export function AllSections() {
  return (
    <div class="page">
      <Anchor />
      <SectionsList />
      <main id="figures" class="sections" tabIndex={-1}>
        <Overview />
        <Messages />
        <div class="sections-beside">
          <Conversations />
          <Contacts />
        </div>
        <Agents />
        <Teams />
        <Flows />
        <Payment />
        <Features />
      </main>
    </div>
  );
}

/** The browser looked for the link's section before there was one. */
function Anchor() {
  const settled = useAnswersRedraw().settled();
  const sought = useRef(location.hash.slice(1));
  useEffect(() => {
    if (!settled || !sought.current) return;
    document.getElementById(sought.current)?.scrollIntoView();
    sought.current = '';
  }, [settled]);
  return null;
}

function SectionsList() {
  const t = useText(text);
  const { language } = useFormat();
  const entries = [
    ['overview', overview[language].title],
    ['messages', messages[language].title],
    ['conversations', conversations[language].title],
    ['contacts', contacts[language].title],
    ['agents', performance[language].agents],
    ['teams', performance[language].teams],
    ['flows', flows[language].title],
    ['payment', payment[language].title],
    ['features', features[language].title],
  ] as const;
  const current = useCurrentSection(entries.map(([name]) => name).join(' '));
  return (
    <nav class="sections-list" aria-label={t.sections}>
      <ul>
        {entries.map(([name, title]) => (
          <li key={name}>
            <a href={`#${name}`} aria-current={name === current ? 'location' : undefined}>
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Below the bar on top, and below where a link among sections puts the one it leads to. */
const UPPER = 160;

/** The last section whose top is in the upper part of the window; at the page's end, the last one. */
function useCurrentSection(names: string): string | null {
  const [current, setCurrent] = useState<string | null>(null);
  useEffect(() => {
    const follow = () => {
      const sections = names.split(' ').flatMap((name) => document.getElementById(name) ?? []);
      const above = sections.filter((section) => section.getBoundingClientRect().top < UPPER);
      const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
      setCurrent((atEnd ? sections[sections.length - 1] : (above[above.length - 1] ?? sections[0]))?.id ?? null);
    };
    const resized = new ResizeObserver(follow);
    resized.observe(document.body);
    addEventListener('scroll', follow, { passive: true });
    return () => {
      resized.disconnect();
      removeEventListener('scroll', follow);
    };
  }, [names]);
  return current;
}
