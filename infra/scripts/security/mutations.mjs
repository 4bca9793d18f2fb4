import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const { findDefences } = createRequire(import.meta.url)('./defences.cjs');

/** The defences with this in their names. */
export function defencesWith(part) {
  return findDefences().filter(({ name }) => name.includes(part));
}

/**
 * Takes the defences away one by one and runs the specs of their folder, then, if none failed, those of their package.
 * @param only a part of the names of those to try
 * @returns the names of those that no spec misses
 */
export function missedDefences(root, say, only = '') {
  return defencesWith(only)
    .filter((defence) => {
      const [folder, workspace] = [`${dirname(defence.file)}/`, `${defence.file.split('/')[0]}/src/`];
      const failure =
        firstFailure(root, defence, ['unit', 'int'], folder) ??
        firstFailure(root, defence, ['unit'], workspace);
      say(`${failure ? 'noticed' : 'NOT NOTICED'}: ${defence.name}${failure ? ` → ${failure}` : ''}`);
      return !failure;
    })
    .map(({ name }) => name);
}

/** The title of the first spec that fails without the defence, if any does. */
function firstFailure(root, defence, levels, folder) {
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      ...[join(root, 'node_modules/jest/bin/jest.js'), '-c', join(import.meta.dirname, 'mutant.config.cjs')],
      ...['--selectProjects', ...levels, '--testPathPatterns', `${folder}.*\\.(${levels.join('|')})\\.spec`],
      ...['--passWithNoTests', '--bail', '--maxWorkers=2', '--silent', '--forceExit', '--testTimeout=15000'],
    ],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: Infinity,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, DEFENCE: JSON.stringify(defence) },
    },
  );
  if (status === 0) return undefined;
  const [, title, detail] = /^ +● (.+)\n+(.*)$/m.exec(stripVTControlCharacters(stderr)) ?? [];
  if (!title) throw new Error(`without “${defence.name}” the specs did not run: ${stderr}`);
  // A spec that doesn't even compile has shown nothing.
  if (/Syntax ?Error/.test(stderr))
    throw new Error(`without “${defence.name}” a source does not compile: ${stderr}`);
  return title === 'Test suite failed to run' ? detail.trim() : title;
}
