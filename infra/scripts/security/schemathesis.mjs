import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** The version that the checks below were written for. */
const VERSION = '4.32.5';

const quietly = (command, args) => spawnSync(command, args, { encoding: 'utf8' });

/**
 * The command of schemathesis in an environment of its own below `.data/`, made at the first call.
 * @returns undefined, with the reason said, where there is no Python with venv and pip or no package index
 */
export function provideSchemathesis(root, say) {
  const folder = join(root, '.data', 'schemathesis');
  const bin = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');
  const command = join(bin, 'schemathesis');
  if (existsSync(command) && quietly(command, ['--version']).status === 0) return command;
  const python = ['python3', 'python'].find((name) => quietly(name, ['--version']).status === 0);
  if (!python) return say('schemathesis is left out: there is no Python here');
  mkdirSync(join(root, '.data'), { recursive: true });
  say(`Installing schemathesis ${VERSION} into .data/schemathesis`);
  for (const [tool, args] of [
    [python, ['-m', 'venv', folder]],
    [join(bin, 'python'), ['-m', 'pip', 'install', '--quiet', `schemathesis==${VERSION}`]],
  ]) {
    const { status, stderr } = quietly(tool, args);
    if (status !== 0)
      return say(`schemathesis is left out: ${stderr?.trim().split('\n').at(-1) ?? 'no pip'}`);
  }
  return command;
}

/** What is looked for. Whether good data is accepted is told by the specs: most rules are about more than one field. */
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'response_headers_conformance',
];

/** Streams never end, and the pages of the queues are no API. */
const left = '/(stream|socket|queues)|^/(livez|readyz|metrics|openapi.json)';

/**
 * Sends what fits a service's document, and what nearly does.
 * @returns whether nothing was found; what was found is printed
 */
export function runSchemathesis(command, { root, service, baseUrl, token, examples, seed }) {
  const args = [
    'run',
    `${baseUrl}/api/docs/${service}.json`,
    ...['--url', baseUrl, '--checks', checks.join(','), '--max-examples', String(examples)],
    ...['--phases', 'examples,coverage,fuzzing', '--seed', String(seed), '--generation-database', 'none'],
    ...['--exclude-path-regex', left, '--request-timeout', '75', '--continue-on-failure', '--no-shrink'],
    ...['--workers', '1', '--warnings', 'off', '--no-color'],
    ...(token ? ['--header', `Authorization: Bearer ${token}`] : []),
  ];
  // It keeps a folder of what it found where it runs.
  const child = spawn(command, args, { stdio: 'inherit', cwd: join(root, '.data') });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code === 0));
  });
}
