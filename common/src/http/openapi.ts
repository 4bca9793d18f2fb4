import {
  errors,
  type JsonSchema,
  ok,
  type OpenApiDocument,
  type OpenApiOperation,
  type OpenApiPaths,
  ref,
} from './openapi-parts';
import { documentRoutes } from './route-document';
import type { Route } from './route';
import { deadLetterSchemas, failures, sharedParameters, sharedPaths, sharedSchemas } from './openapi-shared';

export * from './openapi-parts';

/** What a service tells of itself. */
export interface OpenApiInput {
  /** Folder name of the service, as in `/api/ops/<name>`. */
  name: string;
  title: string;
  description?: string;
  version?: string;
  /** What is served; its operations have the tag, by default the service's name. */
  routes?: readonly Route<never>[];
  tag?: string;
  /** Paths of what isn't declared as a route. */
  paths?: OpenApiPaths;
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
  routes = [],
  tag = name,
  paths = {},
  schemas = {},
  deadLetters = false,
}: OpenApiInput): OpenApiDocument {
  const declared = documentRoutes(routes, tag);
  return {
    openapi: '3.1.0',
    info: { title, version, ...(description ? { description } : {}) },
    servers: [{ url: '/' }],
    paths: withSharedErrors({ ...declared.paths, ...paths, ...sharedPaths(name, deadLetters) }),
    components: {
      // A route may refer to a shared schema by an id of the same name.
      schemas: {
        ...declared.schemas,
        ...schemas,
        ...sharedSchemas,
        ...(deadLetters ? deadLetterSchemas : {}),
      },
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
