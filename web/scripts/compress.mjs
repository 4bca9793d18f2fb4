// Compresses every text file that is served once, so that the server never has to.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const compressible = /\.(?:js|css|html|svg|txt|json)$/;
const smallest = 512;

/** All files below a folder. */
function filesBelow(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

const dist = resolve(import.meta.dirname, '..', 'dist');
for (const path of ['client', 'docs'].flatMap((folder) => filesBelow(join(dist, folder)))) {
  if (!compressible.test(path)) continue;
  const content = readFileSync(path);
  if (content.length < smallest) continue;
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(`${path}.br`, brotliCompressSync(content, { params }));
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
}
