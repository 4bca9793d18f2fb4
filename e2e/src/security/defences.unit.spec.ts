import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from '@swc/core';

const root = join(__dirname, '..', '..', '..');

interface Defence {
  name: string;
  file: string;
  code: string;
  replacement: string;
}
const { findDefences, withoutDefence } = jest.requireActual<{
  findDefences(): Defence[];
  withoutDefence(source: string, defence: Defence): string;
}>(join(root, 'infra/scripts/security/defences.cjs'));

describe('the defences that are taken away one by one', () => {
  const defences = findDefences();

  it('are those that the document tells of, in any order', () => {
    const page = readFileSync(join(root, 'docs/security.md'), 'utf8');
    const [, table = ''] =
      /\n\| defence +\| which says without it.*\n\|[-| ]+\n((?:\|.*\n)+)/.exec(page) ?? [];
    const names = table
      .trim()
      .split('\n')
      .map((line) => line.split('|')[1]?.trim());
    expect(defences.map(({ name }) => name).sort()).toEqual(names.sort());
  });

  it.each(defences)('“$name” is code that can be exchanged', (defence) => {
    expect(defence.code).not.toBe('');
    expect(defence.replacement).not.toBe(defence.code);
    const source = readFileSync(join(root, defence.file), 'utf8');
    expect(() => parseSync(withoutDefence(source, defence), { syntax: 'typescript' })).not.toThrow();
  });
});
