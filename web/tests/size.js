// Fails when what a reader downloads before the first figures is more JavaScript than was promised.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const MOST_KB = 80;

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));

/** A chunk and all that it imports at once; what it imports later is not counted. */
function chunksOf(key, found = new Set()) {
  if (found.has(key)) return found;
  found.add(key);
  for (const imported of manifest[key].imports ?? []) chunksOf(imported, found);
  return found;
}

let bytes = 0;
for (const key of chunksOf('index.html')) bytes += gzipSync(readFileSync(new URL(manifest[key].file, dist))).length;

const kb = bytes / 1000;
console.log(`JavaScript at first load: ${kb.toFixed(1)} kB gzipped, of ${MOST_KB} at most`);
if (kb > MOST_KB) process.exit(1);
