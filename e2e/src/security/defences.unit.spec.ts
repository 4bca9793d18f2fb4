import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(__dirname, '../../..');
const list = pathToFileURL(join(root, 'infra/scripts/security/defences.mjs')).href;
const program = `import { defences } from '${list}'; console.log(JSON.stringify(defences));`;
const defences = JSON.parse(
  execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' }),
) as [string, string, string, string, string][];
const page = readFileSync(join(root, 'docs/security.md'), 'utf8');

describe('the defences that can be taken away', () => {
  it.each(defences)('are where the list says, and explained: %s', (name, file, text) => {
    expect(readFileSync(join(root, file), 'utf8')).toContain(text);
    expect(page).toContain(`| ${name} `);
  });
});
