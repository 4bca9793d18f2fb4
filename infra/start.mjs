#!/usr/bin/env node
// npm start: from a bare clone to the running system.
import { createRequire } from 'node:module';
import options from './scripts/start-options.cjs';
import { build, checkNode, prepare } from './scripts/prepare.mjs';

const help = `Starts the whole system on this machine and stops it on Ctrl-C.

  npm start [-- options]

  --port 8080                     the address people use; 0 picks a free port
  --host 127.0.0.1                the interface it listens on
  --replicas tickets=2,orders=2   processes per service, 1 if not given
  --services auth,tickets         only these services
  --reset                         empties the stores first; obtained binaries and secrets stay
  --demo-data                     fills an empty system with a shop at work, and tells its accounts
  --data .data                    folder of stores, logs and secrets
  --help

Everything runs on Node 24; where an older one starts this, npm brings it with the dependencies.
Servers (mongod, nats-streaming-server, redis-server) are taken from MONGOD_BINARY, NATS_STREAMING_SERVER_BINARY and
REDIS_SERVER_BINARY, from PATH, or obtained once into .data/bin (TICKETING_CACHE moves that).
The services get this environment, so that for example EXPIRATION_WINDOW_SECONDS=30 npm start works.`;

const args = process.argv.slice(2);
const say = (line) => console.log(line);

if (args.includes('--help') || args.includes('-h')) {
  say(help);
  process.exit(0);
}
checkNode();
let asked;
try {
  asked = options.parseOptions(args);
  await options.checkPort(asked);
} catch (error) {
  if (!(error instanceof options.UsageError)) throw error;
  console.error(error.message);
  process.exit(asked ? 1 : 2);
}
try {
  await prepare(say);
  await build(say);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
say('Starting');
const { run } = createRequire(import.meta.url)('./dist/local/main.js');
process.exit(await run(asked));
