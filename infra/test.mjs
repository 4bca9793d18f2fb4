#!/usr/bin/env node
// npm test: every check of the project, from a bare clone.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { checkNode, compile, prepare, projectRoot } from './scripts/prepare.mjs';

const help = `Runs every check of the project; the last line counts what passed and what failed.

  npm test [-- options] [spec files and flags of jest]

  --only types,unit   only these stages, of:
    types      everything compiles (tsc -b)
    format     prettier
    lint       eslint, and knip: nothing unused, nothing undeclared
    web        the browser client builds
    manifests  the Kubernetes manifests are valid
    unit       rules, routes and listeners, on an in-memory replica set and without a broker
    int        the real servers: NATS Streaming, MongoDB, Redis, SMTP
    e2e        the whole system through its gateway
    browser    the browser client in Chromium (left out where there is none; CHROMIUM_BINARY names one)
  --help

  npm test -- orders/                  the specs of one package
  npm test -- --only unit -t refuses   flags are jest's

Lines run by unit and integration specs must reach 85 % in each package. Reports are kept in coverage/.`;

const args = process.argv.slice(2);
const say = (line) => console.log(line);

if (args.includes('--help') || args.includes('-h')) {
  say(help);
  process.exit(0);
}
checkNode();
const main = join(projectRoot, 'infra', 'dist', 'testrun', 'main.js');
try {
  await prepare(say);
  // The runner itself is compiled with the rest; that it compiles is counted by the stage that checks types.
  if ((await compile({ stdio: existsSync(main) ? 'ignore' : 'inherit' })) !== 0 && !existsSync(main)) {
    throw new Error('The test runner does not compile; the errors are above.');
  }
} catch (error) {
  console.error(error.message);
  say('0 passed, 1 failed');
  process.exit(1);
}
const { run } = createRequire(import.meta.url)(main);
try {
  process.exitCode = await run(args);
} catch (error) {
  console.error(error.message);
  say('0 passed, 1 failed');
  process.exitCode = 1;
}
