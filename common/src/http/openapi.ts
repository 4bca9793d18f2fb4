/** JSON Schema, as far as documents use it. */
export type JsonSchema = { [keyword: string]: unknown };

export interface OpenApiParameter {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  required?: boolean;
  description?: string;
  schema: JsonSchema;
}

export interface OpenApiReference {
  $ref: string;
}

export interface OpenApiResponse {
  description: string;
  headers?: Record<string, unknown>;
  content?: Record<string, { schema: JsonSchema; example?: unknown }>;
}

export interface OpenApiOperation {
  operationId?: string;
  summary: string;
  description?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  parameters?: (OpenApiParameter | OpenApiReference)[];
  requestBody?: {
    required?: boolean;
    description?: string;
    content: Record<string, { schema: JsonSchema; example?: unknown }>;
  };
  responses: Record<string, OpenApiResponse | OpenApiReference>;
}

export type HttpMethod = 'get' | 'post' | 'put' | 'patch' | 'delete';
/** Paths in OpenAPI's spelling: `/api/tickets/{id}`. */
export type OpenApiPaths = Record<string, { [M in HttpMethod]?: OpenApiOperation }>;

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string; description?: string };
  servers: { url: string }[];
  paths: OpenApiPaths;
  components: {
    schemas: Record<string, JsonSchema>;
    parameters: Record<string, OpenApiParameter>;
    responses: Record<string, OpenApiResponse>;
    securitySchemes: Record<string, JsonSchema>;
  };
}

/** Refers to a schema of the document. */
export const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** A JSON content of that schema. */
export const json = (schema: JsonSchema, example?: unknown) => ({
  'application/json': { schema, ...(example === undefined ? {} : { example }) },
});

/** A JSON answer of that schema. */
export const ok = (description: string, schema: JsonSchema): OpenApiResponse => ({
  description,
  content: json(schema),
});

/** A page of a list, with the `Link` header to the next. */
export const page = (description: string, item: JsonSchema): OpenApiResponse => ({
  description,
  headers: { Link: { description: 'Address of the next page, rel="next"', schema: { type: 'string' } } },
  content: json({ type: 'array', items: item }),
});

/** `limit` and `after` of every list. */
export const pageParameters: OpenApiReference[] = [
  { $ref: '#/components/parameters/Limit' },
  { $ref: '#/components/parameters/After' },
];

/** The `Idempotency-Key` header. */
export const idempotencyKey: OpenApiReference = { $ref: '#/components/parameters/IdempotencyKey' };

/** An id in the path. */
export const pathId = (name = 'id'): OpenApiParameter => ({
  name,
  in: 'path',
  required: true,
  schema: { type: 'string', pattern: '^[0-9a-fA-F]{24}$' },
});

/** Security of an operation for signed-in users: cookie, Bearer token or x-access-token. */
export const signedIn: Record<string, string[]>[] = [{ session: [] }, { bearer: [] }, { accessToken: [] }];

const failures: Record<number, string> = {
  400: 'Invalid input, or a rule of the domain forbids it',
  401: 'Not signed in, or not allowed',
  403: 'A write from a foreign origin',
  404: 'Not there',
  409: 'In flight, or changed meanwhile',
  413: 'The body is too large',
  415: 'The content type or encoding is not supported',
  422: 'The Idempotency-Key was used with another body',
  429: 'Too many requests; see Retry-After',
  500: 'Something went wrong',
  503: 'Temporarily unavailable; see Retry-After',
};

/** References to the shared error answers: `errors(400, 401)`. */
export function errors(...statuses: number[]): Record<string, OpenApiReference> {
  return Object.fromEntries(
    statuses.map((status) => [String(status), { $ref: `#/components/responses/Error${status}` }]),
  );
}

/** What a service tells of itself. */
export interface OpenApiInput {
  /** Folder name of the service, as in `/api/ops/<name>`. */
  name: string;
  title: string;
  description?: string;
  version?: string;
  paths: OpenApiPaths;
  schemas?: Record<string, JsonSchema>;
  /** Whether the service has dead letters. */
  deadLetters?: boolean;
}

/** The document of a service: its own paths and schemas, with what all services share added. */
export function openApi({
  name,
  title,
  description,
  version = '1.0.0',
  paths,
  schemas = {},
  deadLetters = false,
}: OpenApiInput): OpenApiDocument {
  return {
    openapi: '3.1.0',
    info: { title, version, ...(description ? { description } : {}) },
    servers: [{ url: '/' }],
    paths: withSharedErrors({ ...paths, ...sharedPaths(name, deadLetters) }),
    components: {
      schemas: { ...sharedSchemas, ...(deadLetters ? deadLetterSchemas : {}), ...schemas },
      parameters: sharedParameters,
      responses: Object.fromEntries(
        Object.entries(failures).map(([status, text]) => [`Error${status}`, ok(text, ref('Error'))]),
      ),
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'session' },
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        accessToken: { type: 'apiKey', in: 'header', name: 'x-access-token' },
      },
    },
  };
}

/** What answers while everything else is refused. */
const alwaysAnswer = new Set(['/livez', '/metrics']);

/** Adds the errors that the layers before every route give: nobody has to repeat them, and none is left out. */
function withSharedErrors(paths: OpenApiPaths): OpenApiPaths {
  return Object.fromEntries(
    Object.entries(paths).map(([path, operations]) => [
      path,
      Object.fromEntries(
        Object.entries(operations).map(([method, operation]) => [
          method,
          {
            ...operation,
            responses: { ...errors(...sharedStatuses(path, method, operation)), ...operation.responses },
          },
        ]),
      ),
    ]),
  );
}

function sharedStatuses(path: string, method: string, operation: OpenApiOperation): number[] {
  return [
    ...(path.includes('{') ? [400, 404] : []),
    ...(method === 'get' ? [] : [400, 403, 413, 415]),
    ...(operation.security ? [401] : []),
    ...(alwaysAnswer.has(path) ? [] : [503]),
  ];
}

const sharedSchemas: Record<string, JsonSchema> = {
  Error: {
    type: 'object',
    required: ['errors'],
    properties: {
      errors: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          required: ['message'],
          properties: { message: { type: 'string' }, field: { type: 'string' }, code: { type: 'string' } },
        },
      },
    },
  },
};

const deadLetterSchemas: Record<string, JsonSchema> = {
  DeadLetter: {
    type: 'object',
    required: ['id', 'subject', 'sequence', 'payload', 'error', 'attempts', 'redrives', 'deadAt'],
    properties: {
      id: { type: 'string' },
      subject: { type: 'string' },
      sequence: { type: 'integer' },
      payload: { type: 'string' },
      error: { type: 'string' },
      attempts: { type: 'integer' },
      redrives: { type: 'integer' },
      deadAt: { type: 'string', format: 'date-time' },
    },
  },
};

const sharedParameters: Record<string, OpenApiParameter> = {
  Limit: {
    name: 'limit',
    in: 'query',
    description: 'Rows of a page',
    schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
  },
  After: {
    name: 'after',
    in: 'query',
    description: 'From the Link header of the page before',
    schema: { type: 'string' },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description: 'Makes the request happen once; the first success is replayed for 24 hours',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
};

const anyObject: JsonSchema = { type: 'object' };

function sharedPaths(name: string, deadLetters: boolean): OpenApiPaths {
  const base = `/api/ops/${name}`;
  const tags = ['operations'];
  const letter: OpenApiParameter = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
  const document: OpenApiOperation = {
    summary: 'This document',
    tags,
    responses: { 200: ok('OpenAPI 3.1', anyObject) },
  };
  const paths: OpenApiPaths = {
    '/livez': {
      get: { summary: 'Whether the process lives', tags, responses: { 200: ok('It does', anyObject) } },
    },
    '/readyz': {
      get: {
        summary: 'Whether it can take work',
        tags,
        responses: { 200: ok('It can', anyObject), 503: ok('It cannot; the checks tell why', anyObject) },
      },
    },
    '/metrics': {
      get: {
        summary: "Metrics in Prometheus' text format",
        tags,
        responses: {
          200: { description: 'Metrics', content: { 'text/plain': { schema: { type: 'string' } } } },
        },
      },
    },
    '/openapi.json': { get: document },
    [`/api/docs/${name}.json`]: { get: document },
    [`${base}/health`]: {
      get: {
        summary: 'Health of the service, for admins',
        tags,
        security: signedIn,
        responses: { 200: ok('Health', anyObject), ...errors(401) },
      },
    },
  };
  if (!deadLetters) return paths;
  return {
    ...paths,
    [`${base}/dead-letters`]: {
      get: {
        summary: 'Messages that could not be handled, newest first',
        tags,
        security: signedIn,
        parameters: pageParameters,
        responses: { 200: page('Dead letters', ref('DeadLetter')), ...errors(400, 401) },
      },
    },
    [`${base}/dead-letters/{id}/redrive`]: {
      post: {
        summary: "Hand a message to this service's handler once more",
        tags,
        security: signedIn,
        parameters: [letter],
        responses: { 200: ok('How it went', anyObject), ...errors(401, 404) },
      },
    },
    [`${base}/dead-letters/{id}`]: {
      delete: {
        summary: 'Drop a message for good',
        tags,
        security: signedIn,
        parameters: [letter],
        responses: { 204: { description: 'Dropped' }, ...errors(401, 404) },
      },
    },
  };
}
