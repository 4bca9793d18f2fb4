import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCatalogue } from './catalogue';

const root = join(__dirname, '../../..');
const rows = readFileSync(join(root, 'docs/errors.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, code, status] = /^\| *`([a-z_]+)` *\| *(\d{3}) *\|/.exec(line) ?? [];
    return code === undefined ? [] : [{ code, status: Number(status) }];
  });

/** zod's own, in refinements; never told to clients. */
const notOurs = ['custom'];
const registry = readFileSync(join(root, 'infra/services.json'), 'utf8');
const services = (JSON.parse(registry) as { name: string }[]).map(({ name }) => name);

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(({ name }) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'));
}

/** Codes told to clients, in the one spelling that the services use; codes of libraries are spelled otherwise. */
function findCodes(source: string): string[] {
  return [...source.matchAll(/\bcode: '([a-z]+(?:_[a-z]+)*)'/g)].map(([, code]) => code ?? '');
}

describe('the page about errors', () => {
  it.each(Object.entries(errorCatalogue))('explains %s with its status', (code, { status }) => {
    expect(rows).toContainEqual({ code, status });
  });

  it.each(services)("explains every code of %s' own", (service) => {
    const used = sources(join(root, service, 'src')).flatMap(findCodes);
    const explained = rows.map(({ code }) => code);
    expect(used.filter((code) => ![...explained, ...notOurs].includes(code))).toEqual([]);
  });

  it("explains every code of the gateway's own", () => {
    const used = sources(join(root, 'infra/src/gateway')).flatMap(findCodes);
    expect(used).toEqual(expect.arrayContaining(['bad_gateway', 'gateway_timeout']));
    const explained = rows.map(({ code }) => code);
    expect(used.filter((code) => !explained.includes(code))).toEqual([]);
  });

  it('explains no code twice', () => {
    const codes = rows.map(({ code }) => code);
    expect(codes).toEqual([...new Set(codes)]);
  });
});
