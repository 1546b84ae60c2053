import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { test as base, expect, inject } from 'vitest';

export type Role = 'owner' | 'admin' | 'agent';

/** How the page is opened. Desktop, light and English unless it says otherwise. */
export interface Opening
  extends Pick<BrowserContextOptions, 'colorScheme' | 'hasTouch' | 'locale' | 'reducedMotion' | 'viewport'> {
  /** Path and query string; `/` if left out. */
  path?: string;
  /** Whom to sign in as; null stays on the first screen. */
  role?: Role | null;
  /** Where the page is served, if not by the local system itself. */
  origin?: string;
  /** What to do before the page is asked for, such as answering a route in the system's place. */
  before?: (page: Page) => Promise<unknown>;
}

/** How long the handlers of a test may still take when it is over. */
const HANDLERS_END_MS = 20_000;

/** One reader with a browser of their own: nothing is shared with other visits, storage included. */
export class Visit {
  /** What must not happen on any page: errors, violations of the policy, calls to other origins. */
  readonly troubles: string[] = [];
  readonly #allowed: RegExp[] = [];

  constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly origin: string,
  ) {
    page.on('pageerror', (error) => this.troubles.push(`error: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        this.troubles.push(`console: ${message.text()} ${message.location().url}`);
      }
    });
    page.on('request', (request) => {
      const url = new URL(request.url());
      const own = url.origin === origin || url.protocol === 'data:' || url.protocol === 'blob:';
      // A download is a navigation that the server turns into a file.
      const download = url.origin === inject('system').bucket && request.isNavigationRequest();
      if (!own && !download) this.troubles.push(`foreign request: ${request.method()} ${request.url()}`);
      if (request.url().includes('eyJ')) this.troubles.push(`a token in an address: ${request.url()}`);
    });
  }

  /** Allows what the browser reports about an answer that the test made fail; everything else stays forbidden. */
  allow(expected: RegExp): void {
    this.#allowed.push(expected);
  }

  /** Goes to an address and waits until everything on view has come or failed. */
  async go(path: string): Promise<void> {
    await this.page.goto(this.origin + path);
    await this.settled();
  }

  /** Waits until everything on view has come or failed. */
  async settled(): Promise<void> {
    // Within two frames after a click the page is drawn again and has asked for its answers.
    await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await this.page.waitForFunction(
      () =>
        document.querySelector('#root[data-ready="true"]') &&
        document.querySelector('[data-section]') &&
        !document.querySelector('[data-section][data-state="loading"]'),
    );
  }

  async signIn(role: Role): Promise<void> {
    await this.page.locator(`[data-role="${role}"]`).click();
    // Otherwise the pointer would stay over something and make it look hovered.
    await this.page.mouse.move(0, 0);
  }

  /** Path and query string. */
  address(): string {
    const { pathname, search } = new URL(this.page.url());
    return pathname + search;
  }

  section(name: string) {
    return this.page.locator(`[data-section="${name}"]`);
  }

  chart(name: string) {
    return this.page.locator(`figure[data-chart="${name}"]`);
  }

  /** Figures by name as they read; one that is shown twice must read the same. */
  async figures(): Promise<Record<string, string>> {
    return onlyOnce(await this.#read('data-figure'));
  }

  async changes(): Promise<Record<string, string>> {
    return onlyOnce(await this.#read('data-change'));
  }

  async #read(attribute: string): Promise<[string, string][]> {
    return this.page
      .locator(`[${attribute}]`)
      .evaluateAll(
        (elements, name) => elements.map((each): [string, string] => [each.getAttribute(name) ?? '', each.textContent]),
        attribute,
      );
  }

  async showTables(): Promise<void> {
    const buttons = this.page.getByRole('button', { name: /: show as table$|：以表格顯示$/ });
    await buttons.evaluateAll((all) => {
      for (const each of all) if (each instanceof HTMLElement) each.click();
    });
    await this.page.waitForFunction(() =>
      [...document.querySelectorAll('figure[data-chart]')].every((each) => each.querySelector('table, p.nothing')),
    );
  }

  /**
   * Closes the browser's context. A route handler of the test may still be fetching an answer from the system, since
   * the page asks again every minute: the context would dispose of that fetch, so the handlers end first. A test that
   * holds an answer back has to give it before its end.
   */
  async close(): Promise<void> {
    let late: NodeJS.Timeout | undefined;
    const tooLong = new Promise((_, fail) => {
      late = setTimeout(() => fail(new Error('a route handler of the test has not answered')), HANDLERS_END_MS);
    });
    try {
      await Promise.race([this.page.unrouteAll({ behavior: 'wait' }), tooLong]);
    } finally {
      clearTimeout(late);
      await this.context.close();
    }
  }

  /** Ends the visit, and judges what must not have happened. */
  async end(): Promise<void> {
    await this.close();
    this.expectNoTrouble();
  }

  /** What must not happen on any page: errors, violations of the policy, calls to other origins. */
  expectNoTrouble(): void {
    expect(this.troubles.filter((trouble) => !this.#allowed.some((expected) => expected.test(trouble)))).toEqual([]);
  }
}

function onlyOnce(pairs: [string, string][]): Record<string, string> {
  const seen: Record<string, string> = {};
  for (const [name, text] of pairs) {
    expect(seen[name] ?? text, `${name}, shown twice`).toBe(text);
    seen[name] = text;
  }
  return seen;
}

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 360, height: 740 };

let launched: Promise<Browser> | undefined;

/** One browser for all tests; it ends with the worker. */
function browser(): Promise<Browser> {
  launched ??= launch();
  return launched;
}

async function launch(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) {
    throw new Error(`${executablePath} is not there: \`apt-get install chromium\`, or set CHROMIUM`);
  }
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

/** Opens the page as one reader; whoever calls it ends the visit. */
export async function openVisit(opening: Opening = {}): Promise<Visit> {
  const { path = '/', role = 'owner', origin = inject('system').url, before, ...look } = opening;
  const context = await (await browser()).newContext({
    viewport: DESKTOP,
    colorScheme: 'light',
    locale: 'en-GB',
    ...look,
    acceptDownloads: true,
  });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const visit = new Visit(context, page, origin);
  await before?.(page);
  await page.goto(origin + path);
  if (role !== null) await visit.signIn(role);
  if (role === 'owner' || role === 'admin') await visit.settled();
  return visit;
}

/** `open` opens the page as one reader; what must not happen on any page is judged when the test is over. */
export const test = base.extend<{ open: (opening?: Opening) => Promise<Visit> }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern which fixtures are needed.
  open: async ({}, use) => {
    const visits: Visit[] = [];
    await use(async (opening) => {
      const visit = await openVisit(opening);
      visits.push(visit);
      return visit;
    });
    for (const visit of visits) await visit.close();
    for (const visit of visits) visit.expectNoTrouble();
  },
});
