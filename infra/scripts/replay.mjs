#!/usr/bin/env node
// npm run replay -- <service>: a service tells its states once more, on the running system unless told otherwise.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadCompiled } from './compiled.mjs';
import { compile, projectRoot, run } from './prepare.mjs';

const owners = readdirSync(projectRoot).filter((name) =>
  existsSync(join(projectRoot, name, 'src', 'replay.ts')),
);
const [service, ...options] = process.argv.slice(2);
if (!owners.includes(service)) {
  console.error(`npm run replay -- <${owners.join('|')}> [options]; --help behind a service lists them`);
  process.exit(service === '--help' ? 0 : 2);
}
if ((await compile({ stdio: ['ignore', 2, 2] }, service)) !== 0) process.exit(2);
const { readState } = await loadCompiled('local/state.js');
const state = readState(join(projectRoot, '.data', 'run', 'state.json'));
const { mongoUrl } = await loadCompiled('servers/mongod.js');
const running = state && {
  MONGO_URI: mongoUrl({ url: state.mongoUrl }, service),
  NATS_URL: state.natsUrl,
  NATS_CLUSTER_ID: state.natsClusterId,
};
process.exit(
  await run(process.execPath, [join(projectRoot, service, 'dist', 'replay.js'), ...options], {
    env: { ...running, ...process.env },
  }),
);
