import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
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
  const output = join(tmpdir(), `mutation-${process.pid}.json`);
  spawnSync(
    process.execPath,
    [
      ...[join(root, 'node_modules/jest/bin/jest.js'), '-c', join(import.meta.dirname, 'mutant.config.cjs')],
      ...['--selectProjects', ...levels, '--testPathPatterns', `${folder}.*\\.(${levels.join('|')})\\.spec`],
      ...['--passWithNoTests', '--bail', '--maxWorkers=2', '--silent', '--forceExit', '--testTimeout=15000'],
      ...['--json', `--outputFile=${output}`],
    ],
    { cwd: root, stdio: 'ignore', env: { ...process.env, DEFENCE: JSON.stringify(defence) } },
  );
  const { testResults } = JSON.parse(readFileSync(output, 'utf8'));
  rmSync(output);
  // A spec that doesn't even compile has shown nothing.
  const unread = testResults.find(({ message }) => /Syntax ?Error/.test(message));
  if (unread) throw new Error(`without “${defence.name}” the source does not compile: ${unread.message}`);
  const [failed] = testResults.filter(({ status }) => status === 'failed');
  return (
    failed &&
    (failed.assertionResults.find(({ status }) => status === 'failed')?.fullName ??
      stripVTControlCharacters(failed.message).trim().split('\n').at(-1))
  );
}
