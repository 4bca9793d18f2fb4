// Writes the types of each service's API (src/lib/api/<service>.schema.d.ts, not in git) from the OpenAPI document that the
// compiled service exports. What is newer than the compiled service stays as it is.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const root = resolve(import.meta.dirname, '..', '..');
const services = JSON.parse(readFileSync(join(root, 'infra', 'services.json'), 'utf8'))
  .filter(({ needs }) => needs.includes('mongo'))
  .map(({ name }) => name);
const typesFile = (service) => join(root, 'web', 'src', 'lib', 'api', `${service}.schema.d.ts`);
const compiledAt = (workspace) => statSync(join(root, workspace, 'dist', '.tsbuildinfo')).mtimeMs;

function isStale(service) {
  const types = typesFile(service);
  if (!existsSync(types)) return true;
  return statSync(types).mtimeMs < Math.max(compiledAt(service), compiledAt('common'));
}

/** The document of a service, read in a process of its own, as services may share names of models. */
async function readDocument(service) {
  const app = JSON.stringify(join(root, service, 'dist', 'app.js'));
  const print = `process.stdout.write(JSON.stringify(require(${app}).openapi), () => process.exit())`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', print], { maxBuffer: Infinity });
  return JSON.parse(stdout);
}

async function writeTypes(service) {
  const document = await readDocument(service);
  const { default: openapiTypescript, astToString } = await import('openapi-typescript');
  // A field with a default may be left out of what is sent.
  const nodes = await openapiTypescript(document, { alphabetize: true, defaultNonNullable: false });
  writeFileSync(typesFile(service), astToString(nodes));
}

await Promise.all(services.filter(isStale).map(writeTypes));
