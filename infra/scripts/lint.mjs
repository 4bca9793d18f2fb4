#!/usr/bin/env node
// npm run lint: ESLint over one half of the packages after the other, since the types of all at once take 5 GB.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './prepare.mjs';

const { workspaces } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
const eslint = join(projectRoot, 'node_modules', 'eslint', 'bin', 'eslint.js');
const cache = join(projectRoot, 'node_modules', '.cache', 'eslint');
const half = Math.ceil(workspaces.length / 2);
let status = 0;
for (const [name, paths] of Object.entries({
  first: workspaces.slice(0, half),
  second: [...workspaces.slice(half), '*.{js,mjs}'],
})) {
  const flags = ['--max-warnings', '0', '--cache', '--cache-location', join(cache, name)];
  const run = spawnSync(process.execPath, [eslint, ...process.argv.slice(2), ...flags, ...paths], {
    cwd: projectRoot,
    stdio: 'inherit',
  });
  status ||= run.status ?? 1;
}
process.exitCode = status;
