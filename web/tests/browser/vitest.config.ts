import { defineConfig } from 'vitest/config';

/** Runs the tests of the built page in a real browser, one after the other: `npm run browser`. */
export default defineConfig({
  root: import.meta.dirname,
  cacheDir: '../../node_modules/.vite',
  test: {
    include: ['*.browser.ts'],
    globalSetup: 'system.ts',
    fileParallelism: false,
    maxWorkers: 1,
    // One worker for all files, so that they share one browser.
    isolate: false,
    // Limits are for what hangs. How fast the page is, `speed.browser.ts` measures: on a busy machine all takes longer.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 20_000 } },
    // Measurements are printed for whoever reads the log.
    disableConsoleIntercept: true,
  },
});
