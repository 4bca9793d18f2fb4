// Measures what each page makes a browser load at first, and fails when a page's scripts exceed the budget.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Bytes of script, compressed with gzip, that any page may need at its first load. */
const budget = 100_000;

/** Libraries that a page asks for once somebody uses what needs them. */
const onDemand = new Set([
  'src/lib/words/password-strength.ts',
  'src/features/account/qr-code.tsx',
  'src/features/door/decode-qr.ts',
]);

const client = resolve(import.meta.dirname, '..', 'dist', 'client');
const manifest = JSON.parse(readFileSync(join(client, '.vite', 'manifest.json'), 'utf8'));

/** The chunk and all that it imports before it can run. */
function closure(key, found = new Set()) {
  if (found.has(key)) return found;
  found.add(key);
  for (const imported of manifest[key].imports ?? []) closure(imported, found);
  return found;
}

function compressedSize(keys) {
  return [...keys].reduce(
    (sum, key) => sum + gzipSync(readFileSync(join(client, manifest[key].file)), { level: 9 }).length,
    0,
  );
}

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const pages = Object.keys(manifest).filter((key) => manifest[key].isDynamicEntry && !onDemand.has(key));
const sizes = [
  ['first load', compressedSize(closure(entry))],
  ...pages.map((page) => [page, compressedSize(closure(page, closure(entry)))]),
].sort(([, a], [, b]) => b - a);

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
for (const [name, size] of sizes.slice(0, 3)) console.log(`${kilobytes(size).padStart(9)}  ${name}`);
const over = sizes.filter(([, size]) => size > budget);
if (over.length > 0) {
  console.error(`Over the budget of ${kilobytes(budget)}: ${over.map(([name]) => name).join(', ')}`);
  process.exit(1);
}
console.log(`Every page loads within ${kilobytes(budget)} of script, compressed.`);
