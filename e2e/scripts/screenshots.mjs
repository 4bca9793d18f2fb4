// Makes the pictures of every page anew, in docs/images, on a system of its own.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..', '..');
const pictures = join(root, 'docs', 'images');
// The charts beside them are made by the benchmarks.
for (const name of readdirSync(pictures)) if (name.endsWith('.png')) rmSync(join(pictures, name));
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
    '--selectProjects',
    'browser',
    '--runInBand',
    'pages',
  ],
  {
    cwd: root,
    stdio: 'inherit',
    // Long enough that the order in the picture is not about to end.
    env: { E2E_EXPIRATION_WINDOW_SECONDS: '900', ...process.env, SCREENSHOTS: pictures },
  },
);
process.exit(status ?? 1);
