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
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Measurements are printed for whoever reads the log.
    disableConsoleIntercept: true,
  },
});
