// Takes what the page of the API's documentation needs out of swagger-ui-dist, so that the server doesn't depend on it.
import { copyFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

const source = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const target = resolve(import.meta.dirname, '..', 'dist', 'docs');
mkdirSync(target, { recursive: true });
for (const name of ['swagger-ui.css', 'swagger-ui-bundle.js', 'swagger-ui-standalone-preset.js']) {
  copyFileSync(join(source, name), join(target, name));
}
