import { inParallel } from '@ticketing/harness';
import {
  fieldNames,
  fill,
  loadOperations,
  nameOperation,
  type Operation,
  sample,
  unknownId,
} from './documents';
import { Attacker, PrivateResources } from './private-resources';

const queries = [
  '[$ne]=x',
  '[$gt]=',
  '[$regex]=.*',
  '[$where]=1',
  '[]=a',
  '[a][b]=c',
  '=a&{}=b',
  '=%7B%22%24gt%22%3A%22%22%7D',
];
const values = [
  { $gt: '' },
  { $ne: null },
  { $regex: '.*' },
  { $where: '1' },
  ['a', 'b'],
  [{ $gt: '' }],
  { length: 1 },
];
/** What no document names, but a careless route would hand to the database. */
const undeclared = ['userId', '_id', '$where', '__proto__'];

interface Try {
  operation: Operation;
  path: string;
  body?: unknown;
  /** Whether it names an operator where a value belongs, which must be refused. */
  wrong: boolean;
}

const asked = (operation: Operation) =>
  operation.parameters.filter((one) => one.in === 'query').map(({ name }) => name);

function queryTries(operation: Operation): Try[] {
  const path = fill(operation, (_name, schema) => unknownId(schema));
  const body = operation.body && sample(operation.body);
  const all = [
    ...asked(operation).flatMap((name) => queries.map((query) => ({ name, query }))),
    ...undeclared.flatMap((name) => queries.slice(0, 2).map((query) => ({ name, query }))),
  ];
  return all.map(({ name, query }) => ({
    operation,
    path: `${path}?${encodeURIComponent(name)}${query.replace('{}', encodeURIComponent(name))}`,
    body,
    wrong: false,
  }));
}

function bodyTries(operation: Operation): Try[] {
  if (!operation.body) return [];
  const path = fill(operation, (_name, schema) => unknownId(schema));
  const good = sample(operation.body);
  const fields = fieldNames(operation.body);
  // As text: a literal of `__proto__` would set the prototype of the object here, and not be sent.
  const whole = ['{"$gt":""}', '[{"$gt":""}]', '{"__proto__":{"role":"admin"}}', 'null', '7', '{"a":'];
  return [
    ...fields.flatMap((field) =>
      values.map((value) => ({
        operation,
        path,
        body: { ...(good as object), [field]: value },
        wrong: field !== 'ids' && !field.startsWith('rec'),
      })),
    ),
    ...whole.map((text) => ({ operation, path, body: text, wrong: false })),
  ];
}

function pathTries(operation: Operation): Try[] {
  if (!operation.path.includes('{')) return [];
  return ['{"$gt":""}', '[$ne]', '$where', '%00', 'a'.repeat(500), '__proto__'].map((id) => ({
    operation,
    path: fill(operation, () => id),
    body: operation.body && sample(operation.body),
    wrong: true,
  }));
}

describe('an operator of the database, in place of a value', () => {
  let resources: PrivateResources;
  let operations: Operation[] = [];

  beforeAll(async () => {
    resources = await PrivateResources.prepare();
    operations = (await loadOperations()).filter(({ path }) => !path.startsWith('/api/docs/'));
  });

  /** What went wrong, a line each. */
  async function findFaults(attacker: Attacker, tries: Try[], secrets: string[]): Promise<string[]> {
    const faults = await inParallel(tries, 8, async ({ operation, path, body, wrong }) => {
      const { status, text } = await attacker.send(operation.method, path, body);
      const told = secrets.filter((secret) => text.includes(secret));
      const line = `${nameOperation(operation)} ${path} ${JSON.stringify(body)}: ${status}`;
      if (status >= 500) return [`${line} ${text}`];
      if (told.length > 0) return [`${line} tells ${told.join(', ')}`];
      return wrong && status < 400 ? [`${line} is accepted`] : [];
    });
    return faults.flat();
  }

  const tries = {
    'a query': queryTries,
    'a field of a body': bodyTries,
    'a path': pathTries,
  };

  it.each(Object.keys(tries) as (keyof typeof tries)[])(
    'is refused or ignored in %s: nothing of others is told, nothing breaks',
    async (where) => {
      const all = operations.flatMap(tries[where]);
      expect(all.length).toBeGreaterThan(100);
      const before = await resources.state();
      expect(await findFaults(await Attacker.customer(), all, resources.secrets)).toEqual([]);
      expect(await resources.state()).toEqual(before);
    },
    300_000,
  );

  it('breaks nothing where an admin may go, either', async () => {
    const admin = await Attacker.admin();
    const theirs = operations.filter(({ path }) => /users$|ops|broadcasts|dead-letters/.test(path));
    expect(await findFaults(admin, theirs.flatMap(queryTries), [])).toEqual([]);
    expect(await findFaults(admin, theirs.flatMap(pathTries), [])).toEqual([]);
    const bodies = theirs.filter(({ method }) => method !== 'GET').flatMap(bodyTries);
    expect(await findFaults(admin, bodies, [])).toEqual([]);
  }, 300_000);
});
