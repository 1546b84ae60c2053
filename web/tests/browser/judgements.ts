import axe from 'axe-core';
import { askDirectory } from './api';
import type { Visit } from './visit';

/** WCAG 2.0 to 2.2, A and AA, and what axe holds for good practice besides. Nothing is switched off. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

/** Faults that axe finds in the whole page as it stands. */
export async function violations(visit: Visit): Promise<string[]> {
  await visit.page.evaluate(axe.source);
  return visit.page.evaluate(async (tags) => {
    const run = Reflect.get(window, 'axe').run as typeof axe.run;
    // Axe leaves this rule out unless it is asked for; it is WCAG 2.2 AA.
    const rules = { 'target-size': { enabled: true } };
    const found = await run(document, { runOnly: { type: 'tag', values: tags }, rules, resultTypes: ['violations'] });
    return found.violations.flatMap(({ id, help, nodes }) =>
      nodes.map(
        (node) => `${id} (${help}): ${node.html.slice(0, 160)} ${node.any.map((check) => check.message).join(' ')}`,
      ),
    );
  }, TAGS);
}

/** Controls and figures beside the window, which no scrolling box of their own brings into it. */
export function outOfReach(visit: Visit): Promise<string[]> {
  return visit.page.evaluate(() => {
    const scrolls = (element: Element): boolean => {
      for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
        if (/auto|scroll/.test(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth) return true;
      }
      return false;
    };
    const used = document.querySelectorAll('a, button, input, select, [data-figure], h1, h2, h3, .tile, svg text');
    return [...used]
      .filter((each) => each.checkVisibility({ visibilityProperty: true }))
      .filter((each) => {
        const { left, right, width } = each.getBoundingClientRect();
        const hidden = width <= 1 || each.closest('.visually-hidden');
        return !hidden && (left < -1 || right > innerWidth + 1) && !scrolls(each);
      })
      .map((each) => each.outerHTML.slice(0, 120));
  });
}

/** What is cut off at an edge without a sign of it: a shadow that tells that it scrolls, or an ellipsis. */
export function cutWithoutHint(visit: Visit): Promise<string[]> {
  return visit.page.evaluate(() =>
    [...document.querySelectorAll('body *')]
      .filter((each) => {
        const { overflowX, textOverflow, backgroundImage } = getComputedStyle(each);
        if (overflowX === 'visible' || each.closest('.visually-hidden, svg, option')) return false;
        const cut = each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 1;
        return cut && textOverflow !== 'ellipsis' && !backgroundImage.includes('gradient');
      })
      .map((each) => each.outerHTML.slice(0, 120)),
  );
}

/** Figures without a space, such as amounts, that are broken over lines. */
export function brokenFigures(visit: Visit): Promise<string[]> {
  return visit.page.evaluate(() =>
    [...document.querySelectorAll('.tile-value [data-figure]')]
      .filter((each) => {
        const range = document.createRange();
        range.selectNodeContents(each);
        const lines = new Set([...range.getClientRects()].map((line) => Math.round(line.top)));
        return lines.size > 1 && !/\s/.test(each.textContent.trim());
      })
      .map((each) => each.outerHTML.slice(0, 120)),
  );
}

/** Words that are written in Latin letters in Chinese too: brands, formats, and names of the account's own. */
const SAME_IN_CHINESE = [
  'WhatsApp',
  'Instagram',
  'LINE',
  'Messenger',
  'AI Writer',
  'Doc Reply',
  'CSV',
  'XLSX',
  'Excel',
  'English',
  'US$',
  'Asia/Taipei',
];

/** Words that a test puts into an answer or an address, and that the page repeats unchanged. */
const REPEATED = ['The figures are being moved.', 'f-0815', 'period', '1y', 'inbox_id', 'gone'];

/** What a Chinese page shows, or says to a screen reader, in another language. */
export async function untranslated(visit: Visit): Promise<string[]> {
  const { account, inboxes, agents, teams, flows } = await askDirectory();
  const names = [account, ...inboxes, ...agents, ...teams, ...flows].map((each) => String(each.name));
  const allowed = [...names, ...SAME_IN_CHINESE, ...REPEATED].sort((a, b) => b.length - a.length);
  return (await texts(visit)).filter((text) =>
    /\p{Script=Latin}/u.test(allowed.reduce((rest, each) => rest.replaceAll(each, ''), text)),
  );
}

/** All that is read or heard on the page: its text, and what names or describes its elements. */
function texts(visit: Visit): Promise<string[]> {
  return visit.page.evaluate(() => {
    const found = new Set<string>([document.title]);
    const attributes = ['aria-label', 'aria-valuetext', 'aria-description', 'title', 'alt', 'placeholder'];
    // The browser does not show a slot's own content where the page fills the slot.
    const replaced = (parent: Element | null) => parent instanceof HTMLSlotElement && parent.assignedNodes().length > 0;
    const walk = (root: Document | ShadowRoot): void => {
      const seen = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
      for (let node = seen.nextNode(); node; node = seen.nextNode()) {
        if (node instanceof Element) {
          for (const name of attributes) found.add(node.getAttribute(name) ?? '');
          if (node.shadowRoot) walk(node.shadowRoot);
        } else if (!node.parentElement?.closest('script, style, noscript') && !replaced(node.parentElement)) {
          found.add(node.textContent ?? '');
        }
      }
    };
    walk(document);
    return [...found].map((each) => each.trim()).filter((each) => each !== '');
  });
}
