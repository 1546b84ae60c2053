import { readFileSync } from 'node:fs';
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import { expect, it } from 'vitest';

/** `npm run generate` writes it anew. */
it('the client’s types are those of openapi.json', async () => {
  const generated = astToString(await openapiTS(new URL('../../openapi.json', import.meta.url)));
  const kept = readFileSync(new URL('../src/api/schema.d.ts', import.meta.url), 'utf8');
  expect(kept).toBe(COMMENT_HEADER + generated);
});
