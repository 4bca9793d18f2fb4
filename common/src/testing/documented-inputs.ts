import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenApiDocument } from '../http/openapi';

/** The table of inputs, from the sources as from the compiled code. */
const table = join(__dirname, '../../../docs/inputs.md');

/** Expects `docs/inputs.md` to tell the form of every parameter and every field of a body that a document names. */
export function expectInputsDocumented(document: OpenApiDocument): void {
  const cells = readFileSync(table, 'utf8').matchAll(/^\|([^|]*)\|/gm);
  const told = new Set(
    [...cells].flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name)),
  );
  expect([...listInputs(document)].filter((name) => !told.has(name)).sort()).toEqual([]);
}

function listInputs(document: OpenApiDocument): Set<string> {
  const resolve = (value: unknown): Record<string, unknown> => {
    const one = (value ?? {}) as Record<string, unknown>;
    if (typeof one['$ref'] !== 'string') return one;
    const path = one['$ref'].slice(2).split('/');
    return resolve(path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], document));
  };
  const names = new Set<string>();
  const addFields = (schema: unknown): void => {
    const {
      properties = {},
      oneOf = [],
      anyOf = [],
      allOf = [],
      items,
    } = resolve(schema) as {
      properties?: Record<string, unknown>;
      oneOf?: unknown[];
      anyOf?: unknown[];
      allOf?: unknown[];
      items?: unknown;
    };
    for (const [name, field] of Object.entries(properties)) {
      names.add(name);
      addFields(field);
    }
    for (const part of [...oneOf, ...anyOf, ...allOf, ...(items ? [items] : [])]) addFields(part);
  };
  for (const operations of Object.values(document.paths)) {
    for (const { parameters = [], requestBody } of Object.values(operations)) {
      for (const parameter of parameters) names.add(String(resolve(parameter)['name']));
      const { content = {} } = resolve(requestBody) as { content?: Record<string, { schema?: unknown }> };
      for (const { schema } of Object.values(content)) addFields(schema);
    }
  }
  return names;
}
