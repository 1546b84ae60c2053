import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** Stands in for the `/config.json` that the local system or the stack serves beside the page. */
const localSignIn: Plugin = {
  name: 'local-sign-in',
  configureServer(server) {
    server.middlewares.use('/config.json', (_request, response) => {
      response.setHeader('Content-Type', 'application/json');
      response.end('{"sign_in":"local"}');
    });
  },
};

const system = process.env.SYSTEM ?? 'http://127.0.0.1:3000';
const proxy = { '/v1': { target: system, changeOrigin: true }, '/local': { target: system, changeOrigin: true } };

export default defineConfig({
  plugins: [localSignIn],
  build: {
    target: 'es2023',
    cssTarget: ['chrome123', 'firefox125', 'safari17.5'],
    modulePreload: { polyfill: false },
    // An inlined asset would be a `data:` URL, which the policy allows for images only.
    assetsInlineLimit: 0,
    manifest: true,
  },
  server: { host: '127.0.0.1', proxy },
  test: { include: ['src/**/*.test.ts', 'tests/*.test.ts'] },
});
