#!/usr/bin/env node
// npm run test:faults: builds what has changed and breaks the system.
import { createRequire } from 'node:module';
import { build, checkNode, prepare } from '../infra/scripts/prepare.mjs';

checkNode();
try {
  await prepare((line) => console.error(line));
  await build((line) => console.error(line));
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const { run } = createRequire(import.meta.url)('./dist/faults/main.js');
process.exit(await run(process.argv.slice(2)));
