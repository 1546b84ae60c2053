import { useEffect, useRef, useState } from 'preact/hooks';
import { useAnswersRedraw } from '../api/answers';
import { SECTIONS } from '../sections/list';
import { useFormat, useText } from '../text/context';
import { text } from './text';

const ENTRIES = Object.values(SECTIONS);

/** All sections, below each other, with a list to jump among them. */
export function AllSections() {
  return (
    <div class="page">
      <Anchor />
      <SectionsList />
      <main id="figures" class="sections" tabIndex={-1}>
        <Cards />
      </main>
    </div>
  );
}

/** Every section's card; those of half the width side by side. */
function Cards() {
  const halves = ENTRIES.filter(({ half }) => half);
  return ENTRIES.map((entry) => {
    if (!entry.half) return <entry.Card key={entry.spec.name} />;
    if (entry !== halves[0]) return null;
    return (
      <div key="halves" class="sections-beside">
        {halves.map(({ spec, Card }) => (
          <Card key={spec.name} />
        ))}
      </div>
    );
  });
}

/** Scrolls to the section that the link names: the browser looked for it before the page had drawn it. */
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
  const current = useCurrentSection();
  return (
    <nav class="sections-list" aria-label={t.sections}>
      <ul>
        {ENTRIES.map(({ spec: { name, text: titles } }) => (
          <li key={name}>
            <a href={`#${name}`} aria-current={name === current ? 'location' : undefined}>
              {titles[language].title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** In pixels: lower than the bar on top, and lower than where a link of the list puts its section. */
const UPPER = 160;

/** The last section whose top is in the upper part of the window; at the page's end, the last one. */
function useCurrentSection(): string | null {
  const [current, setCurrent] = useState<string | null>(null);
  useEffect(() => {
    const follow = () => {
      const sections = ENTRIES.flatMap(({ spec }) => document.getElementById(spec.name) ?? []);
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
  }, []);
  return current;
}
