import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../..');
const page = readFileSync(join(root, 'docs/settings.md'), 'utf8');
const explained = [...page.matchAll(/^\| `([A-Z][A-Z_]+)`/gm)].map(([, name]) => name ?? '');

const services = JSON.parse(readFileSync(join(root, 'infra/services.json'), 'utf8')) as {
  name: string;
  entry: string;
}[];

const files = [
  'common/src/service/environment.ts',
  ...services.map(
    ({ name, entry }) => `${name}/src/${entry.includes('server/') ? 'server/' : ''}environment.ts`,
  ),
];

/** Names of variables as they stand in a schema. */
function findVariables(file: string): string[] {
  const source = readFileSync(join(root, file), 'utf8');
  return [...source.matchAll(/^(?: {2,}|.*\{ )([A-Z][A-Z_]+): /gm)].map(([, name]) => name ?? '');
}

describe('the page about settings', () => {
  it.each(files)('explains every variable of %s', (file) => {
    expect(findVariables(file).filter((name) => !explained.includes(name))).toEqual([]);
  });

  it('explains none that is not read', () => {
    const read = files.flatMap(findVariables);
    expect(explained.filter((name) => !read.includes(name))).toEqual([]);
  });
});
