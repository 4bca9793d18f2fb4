// npm run test:security: the long search for holes, on the whole system started for it. The quick one is part of npm test.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { readOptions } from './options.mjs';
import { defencesWith, missedDefences } from './security/mutations.mjs';
import { provideSchemathesis, runSchemathesis } from './security/schemathesis.mjs';
import { fetchToken } from './security/tokens.mjs';
import { apiServices } from './services.mjs';

const help = `The long search for holes: exits with 1 when it found one, or when a test doesn't miss a defence.

  npm run test:security [-- options]

  --only mutations,specs,schemathesis
                          only these parts
  --defence TEXT          mutations: only the defences with this in their name
  --effort 10             specs: how many times the random input of npm test
  --examples 30           schemathesis: examples of each operation
  --services auth,tickets schemathesis: only these services
  --as customer,admin     schemathesis: who sends them
  --seed N                repeats the random choices of an earlier run
  --help`;

const root = resolve(import.meta.dirname, '..', '..');
const require = createRequire(import.meta.url);
const say = (line) => void console.log(line);

const { values } = readOptions(help, {
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    effort: { type: 'string', default: '10' },
    examples: { type: 'string', default: '30' },
    only: { type: 'string', default: 'mutations,specs,schemathesis' },
    defence: { type: 'string', default: '' },
    services: { type: 'string', default: apiServices.join() },
    as: { type: 'string', default: 'customer,admin' },
  },
});

function buildAll() {
  const build = spawnSync(process.execPath, [join(root, 'infra', 'scripts', 'build.mjs')], {
    stdio: 'inherit',
  });
  if (build.status !== 0) process.exit(1);
}

/** The specs of `npm test`, with more random input. @returns what was found */
function runSpecs() {
  const { status } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
      ...['--selectProjects=e2e', '--runInBand', '--testPathPatterns', 'e2e/src/security'],
    ],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, FUZZ_SEED: values.seed, FUZZ_EFFORT: values.effort },
    },
  );
  return status === 0 ? [] : ['specs'];
}

/** Every service's document, as every kind of user. @returns what was found */
async function runExamples() {
  const command = provideSchemathesis(root, say);
  const found = [];
  if (!command) return found;
  const baseUrl = process.env.TEST_BASE_URL;
  const { seed, examples } = values;
  for (const who of values.as.split(',')) {
    for (const service of values.services.split(',')) {
      say(`Schemathesis: ${service}, as ${who}`);
      // What was sent before may have changed who that is.
      const token = await fetchToken(who, baseUrl);
      if (!(await runSchemathesis(command, { root, service, baseUrl, token, examples, seed })))
        found.push(`schemathesis: ${service} as ${who}`);
    }
  }
  return found;
}

/** Starts the whole system, runs these parts on it, and stops it. @returns what was found */
async function onSystem(parts) {
  const dist = join(root, 'infra', 'dist', 'testing');
  const { default: start } = require(join(dist, 'e2e-setup.js'));
  const { release } = require(join(dist, 'held.js'));
  await start();
  try {
    return [
      ...(parts.includes('specs') ? runSpecs() : []),
      ...(parts.includes('schemathesis') ? await runExamples() : []),
    ];
  } finally {
    await release();
  }
}

if (defencesWith(values.defence).length === 0) {
  console.error(`No defence has “${values.defence}” in its name.`);
  process.exit(2);
}
const parts = values.only.split(',');
const found = [];
say(`Seed ${values.seed}: give it with --seed to repeat this run.`);
buildAll();
if (parts.includes('mutations'))
  found.push(...missedDefences(root, say, values.defence).map((missed) => `not noticed: ${missed}`));
if (parts.some((part) => part !== 'mutations')) found.push(...(await onSystem(parts)));
say(found.length === 0 ? 'Nothing was found.' : `Found something: ${found.join(', ')}`);
process.exit(found.length === 0 ? 0 : 1);
