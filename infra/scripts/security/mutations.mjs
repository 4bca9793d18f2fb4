import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { defences } from './defences.mjs';

/** The defences with this in their names. */
export function defencesWith(part) {
  return defences.filter(([name]) => name.includes(part));
}

/**
 * Takes the defences away one by one and runs their specs, which must fail.
 * @param only a part of the names of those to try
 * @returns the names of those that no spec misses
 */
export function missedDefences(root, say, only = '') {
  const missed = [];
  for (const [name, file, text, replacement, specs] of defencesWith(only)) {
    const output = join(tmpdir(), `mutation-${process.pid}.json`);
    spawnSync(
      process.execPath,
      [
        ...[
          join(root, 'node_modules/jest/bin/jest.js'),
          '-c',
          join(root, 'infra/scripts/security/mutant.config.cjs'),
        ],
        ...[
          `--selectProjects=${specs.endsWith('.int') ? 'int' : 'unit'}`,
          '--runInBand',
          '--silent',
          '--forceExit',
          '--testTimeout=15000',
          '--json',
          `--outputFile=${output}`,
        ],
        ...['--testPathPatterns', specs],
      ],
      {
        cwd: root,
        stdio: 'ignore',
        env: { ...process.env, MUTATION: JSON.stringify({ file, text, replacement }) },
      },
    );
    const failures = failuresIn(output);
    if (failures.length === 0) missed.push(name);
    say(
      `${failures.length > 0 ? 'noticed' : 'NOT NOTICED'}: ${name}${failures[0] ? ` → ${failures[0]}` : ''}`,
    );
    rmSync(output, { force: true });
  }
  return missed;
}

/** The titles of the specs that failed because of what they test; one that doesn't even compile has shown nothing. */
function failuresIn(output) {
  const { testResults } = JSON.parse(readFileSync(output, 'utf8'));
  const broken = testResults.find(({ message }) => message.includes('no longer holds'));
  if (broken) throw new Error(/\S+ no longer holds: .*/.exec(broken.message)?.[0]);
  const unread = testResults.find(({ message }) => /Syntax Error|SyntaxError/.test(message));
  if (unread) throw new Error(`the exchanged source does not compile: ${unread.message}`);
  return testResults.flatMap(({ assertionResults, message, status }) => {
    const failed = assertionResults.filter((one) => one.status === 'failed').map(({ fullName }) => fullName);
    return failed.length === 0 && status === 'failed'
      ? [stripVTControlCharacters(message).trim().split('\n').at(-1)]
      : failed;
  });
}
