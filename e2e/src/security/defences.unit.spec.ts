import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..', '..');
/** Name, file, code of the defence, what it is exchanged for, its specs. */
type Defence = readonly [string, string, string, string, string];

const print = 'import(process.argv[1]).then(({ defences }) => console.log(JSON.stringify(defences)))';
const list = join(root, 'infra/scripts/security/defences.mjs');
const defences = JSON.parse(
  execFileSync(process.execPath, ['-e', print, list], { encoding: 'utf8' }),
) as Defence[];

describe('the list of defences that are taken away one by one', () => {
  it.each(defences)('still names the code by which %s', (_name, file, code) => {
    expect(readFileSync(join(root, file), 'utf8')).toContain(code);
  });
});
