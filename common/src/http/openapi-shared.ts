import {
  counted,
  errors,
  type JsonSchema,
  ok,
  type OpenApiOperation,
  type OpenApiParameter,
  type OpenApiPaths,
  page,
  pageParameters,
  ref,
  signedIn,
} from './openapi-parts';

/** What a status says, by the platform's convention. */
export const failures: Record<number, string> = {
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

/** What every document has. */
export const sharedSchemas: Record<string, JsonSchema> = {
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
          properties: {
            message: { type: 'string' },
            field: { type: 'string' },
            code: { type: 'string' },
            price: { type: 'number', description: 'With `price_changed`: what the ticket costs now' },
          },
        },
      },
    },
  },
};

/** Of services that listen to events. */
export const deadLetterSchemas: Record<string, JsonSchema> = {
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

/** Parameters of lists and of commands that happen once. */
export const sharedParameters: Record<string, OpenApiParameter> = {
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

/** Probes, metrics, documents and operations, which every service serves alike. */
export function sharedPaths(name: string, deadLetters: boolean): OpenApiPaths {
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
    [`${base}/figures`]: {
      get: {
        summary: 'Figures of the replica that answers, for admins: totals since its start, and how it is now',
        tags,
        security: signedIn,
        responses: { 200: ok('Figures', anyObject), ...errors(401) },
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
        responses: {
          200: counted(page('Dead letters', ref('DeadLetter'))),
          ...errors(400, 401),
        },
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
