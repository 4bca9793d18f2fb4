// npm run test:security: the long search for holes, on the whole system started for it. The quick one is part of npm test.
//   npm run test:security -- [--seed 7] [--effort 10] [--examples 30] [--only mutations,specs,schemathesis] [--services auth,tickets]
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { missedDefences } from './security/mutations.mjs';
import { provideSchemathesis, runSchemathesis } from './security/schemathesis.mjs';

const root = resolve(import.meta.dirname, '..', '..');
const require = createRequire(import.meta.url);
const say = (line) => void console.log(line);

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    effort: { type: 'string', default: '10' },
    examples: { type: 'string', default: '30' },
    only: { type: 'string', default: 'mutations,specs,schemathesis' },
    services: { type: 'string', default: 'auth,tickets,orders,payments,support,notifications,expiration' },
  },
});
const parts = values.only.split(',');
const failed = [];

/** A token of the first admin, who may go everywhere. */
async function adminToken(baseUrl) {
  const response = await fetch(`${baseUrl}/api/users/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: process.env.TEST_ADMIN_EMAIL, password: process.env.TEST_ADMIN_PASSWORD }),
  });
  return (await response.json()).accessToken;
}

if (parts.includes('mutations')) {
  for (const missed of missedDefences(root, say)) failed.push(`not noticed: ${missed}`);
}

const dist = join(root, 'infra', 'dist', 'testing');
const build = spawnSync(process.execPath, [join(root, 'infra', 'scripts', 'build.mjs')], {
  stdio: 'inherit',
});
if (build.status !== 0) process.exit(1);
const { default: start } = require(join(dist, 'e2e-setup.js'));
const { release } = require(join(dist, 'held.js'));

say(`Seed ${values.seed}: give it with --seed to repeat this run.`);
if (parts.some((part) => part !== 'mutations')) await start();
try {
  if (parts.includes('specs')) {
    const jest = [
      join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
      '--selectProjects=e2e',
      '--runInBand',
    ];
    const env = { ...process.env, FUZZ_SEED: values.seed, FUZZ_EFFORT: values.effort };
    const specs = spawnSync(process.execPath, [...jest, '--testPathPatterns', 'e2e/src/security'], {
      cwd: root,
      stdio: 'inherit',
      env,
    });
    if (specs.status !== 0) failed.push('specs');
  }
  const command = parts.includes('schemathesis') ? provideSchemathesis(root, say) : undefined;
  if (command) {
    const baseUrl = process.env.TEST_BASE_URL;
    const { seed, examples } = values;
    const token = await adminToken(baseUrl);
    for (const service of values.services.split(',')) {
      if (!(await runSchemathesis(command, { root, service, baseUrl, token, examples, seed }))) {
        failed.push(`schemathesis: ${service}`);
      }
    }
  }
} finally {
  await release();
}
say(failed.length === 0 ? 'Nothing was found.' : `Found something: ${failed.join(', ')}`);
process.exit(failed.length === 0 ? 0 : 1);
