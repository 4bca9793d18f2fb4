#!/usr/bin/env node
// npm run bench: builds what has changed and measures.
import { createRequire } from 'node:module';
import { build, checkNode, prepare } from '../infra/scripts/prepare.mjs';

const args = process.argv.slice(2);
const { help, run } = await load();
if (args.includes('--help') || args.includes('-h')) {
  console.log(help);
  process.exit(0);
}
process.exit(await run(args));

async function load() {
  checkNode();
  try {
    await prepare((line) => console.error(line));
    await build((line) => console.error(line));
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
  return createRequire(import.meta.url)('./dist/main.js');
}
