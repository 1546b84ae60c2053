import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** What the page is served with everywhere; here too, so that a violation shows while it is written. */
const headers = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "manifest-src 'self'",
  ].join('; '),
};

/** Stands in for the `/config.json` that the local system or the stack serves beside the page. */
const localSignIn: Plugin = {
  name: 'local-sign-in',
  configureServer(server) {
    server.middlewares.use('/config.json', (_request, response) => {
      response.setHeader('Content-Type', 'application/json');
      response.end('{"sign_in":"local"}');
    });
  },
  configurePreviewServer(server) {
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
  // Vite's own client puts styles into the page while developing, so only the built page gets the headers.
  preview: { headers, proxy },
  server: { host: '127.0.0.1', proxy },
  test: { include: ['src/**/*.test.ts', 'tests/*.test.ts'] },
});
