import { MAX_PRICE, MIN_PRICE } from '../money';

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

/** What a ticket may cost. */
export const price: JsonSchema = {
  type: 'number',
  minimum: MIN_PRICE,
  maximum: MAX_PRICE,
  multipleOf: 0.01,
  description: 'Currency units, whole cents',
};

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

/** The same page of a list that says how many rows it has, exact to 1,000. */
export const counted = (rows: OpenApiResponse): OpenApiResponse => ({
  ...rows,
  headers: {
    ...rows.headers,
    'X-Total-Count': {
      description: 'On the first page: how many there are, `1000+` when there are more than 1,000',
      schema: { type: 'string', pattern: '^(\\d{1,4}|1000\\+)$' },
    },
  },
});

/** `limit` and `after` of every list. */
export const pageParameters: OpenApiReference[] = [
  { $ref: '#/components/parameters/Limit' },
  { $ref: '#/components/parameters/After' },
];

/** The `Idempotency-Key` header. */
export const idempotencyKey: OpenApiReference = { $ref: '#/components/parameters/IdempotencyKey' };

/** A part of the path. */
export const pathPart = (name: string, schema: JsonSchema): OpenApiParameter => ({
  name,
  in: 'path',
  required: true,
  schema,
});

/** Security of an operation for signed-in users: cookie, Bearer token or x-access-token. */
export const signedIn: Record<string, string[]>[] = [{ session: [] }, { bearer: [] }, { accessToken: [] }];

/** References to the shared error answers: `errors(400, 401)`. */
export function errors(...statuses: number[]): Record<string, OpenApiReference> {
  return Object.fromEntries(
    statuses.map((status) => [String(status), { $ref: `#/components/responses/Error${status}` }]),
  );
}
