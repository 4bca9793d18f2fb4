import {
  errors,
  type JsonSchema,
  ok,
  type OpenApiDocument,
  type OpenApiOperation,
  type OpenApiPaths,
  ref,
} from './openapi-parts';
import { deadLetterSchemas, failures, sharedParameters, sharedPaths, sharedSchemas } from './openapi-shared';

export * from './openapi-parts';

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
