#!/usr/bin/env node
// npm run demo: a ticket's life on the running system.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { projectRoot } from './scripts/prepare.mjs';

const help = `Drives the running system over HTTP, as a seller and two buyers, and prints the events as they pass.

  npm run demo [-- options]

  --url http://localhost:8080   the system; as npm start has noted if not given
  --nats nats://localhost:4222  the broker whose events are printed; likewise, and none are where --url alone is given
  --cluster ticketing           its cluster id
  --data .data                  the data folder of the system that runs
  --help

Reservations that nobody pays end by themselves. To see it in less than the usual 15 minutes:
  EXPIRATION_WINDOW_SECONDS=20 npm start`;

const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) {
  console.log(help);
  process.exit(0);
}
const main = join(projectRoot, 'infra', 'dist', 'demo', 'main.js');
if (!existsSync(main)) {
  console.error('The system is not running. Start it in another terminal: npm start');
  process.exit(1);
}
const { run } = createRequire(import.meta.url)(main);
process.exit(await run(args));
