import { baseUrl } from '@ticketing/harness';
import { apiServices } from '@ticketing/infra';

/** A JSON Schema, as far as the documents use it. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  format?: string;
  pattern?: string;
  minLength?: number;
  minimum?: number;
  exclusiveMinimum?: number;
  default?: unknown;
}

interface Parameter {
  $ref?: string;
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  required?: boolean;
  schema: Schema;
}

interface RawOperation {
  security?: unknown[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, unknown>;
}

interface Document {
  paths: Record<string, Record<string, RawOperation>>;
  components: Record<string, Record<string, unknown>>;
}

/** A route of a service, as its OpenAPI document tells of it. */
export interface Operation {
  readonly service: string;
  readonly method: string;
  /** With `{parameters}`. */
  readonly path: string;
  /** Whether a session is asked for. */
  readonly guarded: boolean;
  readonly parameters: readonly Parameter[];
  /** Of the JSON body; references are resolved. */
  readonly body: Schema | undefined;
  readonly statuses: readonly string[];
}

/** What a service keeps from the ingress. */
const inside = new Set(['/livez', '/readyz', '/metrics', '/openapi.json']);

/** `get /api/tickets/{id}` */
export const nameOperation = ({ method, path }: Pick<Operation, 'method' | 'path'>): string =>
  `${method} ${path}`;

/** Every operation that the gateway leads to, of every service. */
export async function loadOperations(): Promise<Operation[]> {
  const documents = await Promise.all(
    apiServices.map(async (service) => {
      const response = await fetch(`${baseUrl()}/api/docs/${service}.json`);
      if (response.status !== 200) throw new Error(`${service} has no document: ${response.status}`);
      return { service, document: (await response.json()) as Document };
    }),
  );
  return documents.flatMap(({ service, document }) => listOperations(service, document));
}

function listOperations(service: string, document: Document): Operation[] {
  return Object.entries(document.paths)
    .filter(([path]) => !inside.has(path))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): Operation => {
        const body = operation.requestBody?.content['application/json']?.schema;
        return {
          service,
          method: method.toUpperCase(),
          path,
          guarded: (operation.security ?? []).length > 0,
          parameters: (operation.parameters ?? []).map((one) => resolve(one, document)),
          body: body && resolveDeep(body, document),
          statuses: Object.keys(operation.responses),
        };
      }),
    );
}

function resolve<T extends { $ref?: string }>(value: T, document: Document): T {
  if (!value.$ref) return value;
  const [, , kind = '', name = ''] = value.$ref.split('/');
  return document.components[kind]?.[name] as T;
}

function resolveDeep(schema: Schema, document: Document): Schema {
  const whole = resolve(schema, document);
  const list = (schemas?: Schema[]) => schemas?.map((one) => resolveDeep(one, document));
  const copy: Schema = { ...whole };
  if (whole.properties) {
    copy.properties = Object.fromEntries(
      Object.entries(whole.properties).map(([name, one]) => [name, resolveDeep(one, document)]),
    );
  }
  if (whole.items) copy.items = resolveDeep(whole.items, document);
  for (const kind of ['anyOf', 'oneOf', 'allOf'] as const) {
    const resolved = list(whole[kind]);
    if (resolved) copy[kind] = resolved;
  }
  return copy;
}

/** Known good values where a schema alone doesn't tell one. */
const known: Record<string, unknown> = {
  email: 'nobody@example.com',
  password: 'a good password',
  title: 'A title',
  description: 'A description',
  price: 20,
  token: 'pm_card_visa',
  receiver: 'nobody@example.com',
  recepientEmails: 'nobody@example.com',
  type: 'EMAIL',
  destination: 'EMAIL',
  channel: 'SLACK',
  address: '#general',
  code: '123456',
  ids: ['0b7f3c2e-5a53-4a1c-9d1f-0c8f6f0d7a11'],
  name: 'Somebody',
  currentPassword: 'a good password',
  newPassword: 'another password',
  saleStartsAt: '2030-01-01T10:00:00Z',
  saleEndsAt: '2030-05-01T18:00:00Z',
  doorsAt: '2030-05-01T18:30:00Z',
  startsAt: '2030-05-01T19:30:00Z',
  endsAt: '2030-05-01T22:30:00Z',
  timeZone: 'Europe/Berlin',
  country: 'DE',
};

/** A value that a schema takes. @param name of the field it is for */
export function sample(schema: Schema, name = ''): unknown {
  const inner = schema.anyOf?.[0] ?? schema.oneOf?.[0] ?? schema.allOf?.[0];
  if (schema.properties) {
    return Object.fromEntries(
      Object.entries(schema.properties)
        // What nothing may stand in is left out.
        .filter(([, one]) => !('not' in one))
        .map(([field, one]) => [field, sample(one, field)]),
    );
  }
  if (inner) return sample(inner, name);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (name in known) return known[name];
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'array') return [sample(schema.items ?? {}, name)];
  if (type === 'integer' || type === 'number') return schema.minimum ?? 1;
  if (type === 'boolean') return true;
  if (type === 'object') return {};
  if (schema.format === 'uuid' || name === 'uuid') return '0b7f3c2e-5a53-4a1c-9d1f-0c8f6f0d7a11';
  if (schema.pattern?.includes('24') || /Id$|^id$|assignee/.test(name)) return '665f1f77bcf86cd799439011';
  return 'text';
}

/** The fields of a body, those of alternatives included. */
export function fieldNames(schema: Schema | undefined): string[] {
  if (!schema) return [];
  const inner = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [...new Set([...Object.keys(schema.properties ?? {}), ...inner.flatMap(fieldNames)])];
}

/** An id that nothing has, in the form that the parameter asks for. */
export function unknownId(schema: Schema): string {
  if (schema.enum) return String(schema.enum[0]);
  return schema.format === 'uuid' ? '0b7f3c2e-5a53-4a1c-9d1f-0c8f6f0d7a11' : '665f1f77bcf86cd799439011';
}

/** The path with its parameters filled in, and with the query that it has to have. */
export function fill(operation: Operation, value: (name: string, schema: Schema) => string): string {
  const query = operation.parameters
    .filter((one) => one.in === 'query' && one.required)
    .map(({ name, schema }) => `${name}=${encodeURIComponent(String(sample(schema, name)))}`)
    .join('&');
  const path = operation.path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const schema = operation.parameters.find((one) => one.in === 'path' && one.name === name)?.schema ?? {};
    return encodeURIComponent(value(name, schema));
  });
  return query === '' ? path : `${path}?${query}`;
}
