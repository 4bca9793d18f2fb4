// Writes the types of each service's API from its OpenAPI document, as the compiled service exports it.
//   npm run generate:api -w web              writes src/api/<service>.schema.d.ts
//   npm run generate:api -w web -- --check   fails when what is written isn't what the services say
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import openapiTypescript, { astToString } from 'openapi-typescript';
import prettier from 'prettier';

const services = ['auth', 'tickets', 'orders', 'payments', 'support', 'notifications'];
const root = resolve(import.meta.dirname, '..', '..');
const check = process.argv.includes('--check');
const header = '// Made by `npm run generate:api -w web` from the OpenAPI document of the service.\n';

/** The document that a service's compiled `app` module exports; in a process of its own, as modules may share models' names. */
function documentOf(service) {
  const app = join(root, service, 'dist', 'app.js');
  if (!existsSync(app)) throw new Error(`${service} is not compiled; run "npx tsc -b" first`);
  const print = `process.stdout.write(JSON.stringify(require(${JSON.stringify(app)}).openapi), () => process.exit())`;
  return JSON.parse(execFileSync(process.execPath, ['-e', print], { encoding: 'utf8' }));
}

const prose = new Set(['description', 'summary', 'example', 'examples']);

/** A copy without what is only for people to read: its wording may change without a change of the API. */
function withoutProse(value, key = '') {
  if (Array.isArray(value)) return value.map((item) => withoutProse(item));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    // Under `properties` these are names of fields.
    .filter(([name, inner]) => key === 'properties' || !prose.has(name) || typeof inner !== 'string')
    .map(([name, inner]) => [name, withoutProse(inner, name)]);
  return Object.fromEntries(entries);
}

let stale = 0;
for (const service of services) {
  const nodes = await openapiTypescript(withoutProse(documentOf(service)), {
    alphabetize: true,
    // A field with a default may be left out of what is sent.
    defaultNonNullable: false,
  });
  const path = join(root, 'web', 'src', 'api', `${service}.schema.d.ts`);
  const options = await prettier.resolveConfig(path);
  const text = await prettier.format(header + astToString(nodes), { ...options, parser: 'typescript' });
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
  if (check) {
    stale += 1;
    console.error(`${service}: src/api/${service}.schema.d.ts is out of date`);
  } else {
    writeFileSync(path, text);
    console.log(`${service}: written`);
  }
}
if (stale > 0) {
  console.error('Run: npm run generate:api -w web');
  process.exit(1);
}
