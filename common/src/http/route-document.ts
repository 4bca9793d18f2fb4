import { z } from 'zod';
import { objectIds } from './fields';
import {
  counted,
  errors,
  idempotencyKey,
  type JsonSchema,
  json,
  ok,
  type OpenApiOperation,
  type OpenApiParameter,
  type OpenApiPaths,
  type OpenApiReference,
  type OpenApiResponse,
  page,
  pageParameters,
  pathPart,
  signedIn,
} from './openapi-parts';
import { type Answer, idNames, type Route } from './route';
import type { Upload } from './upload';

/** What a document has of some routes. */
export interface RoutesDocument {
  readonly paths: OpenApiPaths;
  /** The schemas that have an `id` in their metadata, by it. */
  readonly schemas: Record<string, JsonSchema>;
}

/** The paths and schemas of the routes. @param tag of their operations */
export function documentRoutes(routes: readonly Route<never>[], tag: string): RoutesDocument {
  const paths: OpenApiPaths = {};
  const schemas: Record<string, JsonSchema> = {};
  for (const { declaration } of routes) {
    const path = declaration.path.replace(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[declaration.method] = toOperation(declaration, tag, schemas);
  }
  return { paths, schemas };
}

function toOperation(
  { path, ids = objectIds, params, query, body, upload, answers, ...declaration }: Route['declaration'],
  tag: string,
  schemas: Record<string, JsonSchema>,
): OpenApiOperation {
  const { summary, description, access, example, bodyOptional, idempotent } = declaration;
  const isPage = Object.values(answers).some((answer) => answer.isPage);
  const parameters = [
    ...idNames({ path, params }).map((name) => pathPart(name, ids.schema)),
    ...Object.entries(params?.shape ?? {}).map(([name, field]) =>
      pathPart(name, toJsonSchema(field as z.core.$ZodType, schemas)),
    ),
    ...Object.entries(query?.shape ?? {}).map(([name, field]) => toParameter(name, field, schemas)),
    ...(isPage ? pageParameters : []),
    ...(idempotent ? [idempotencyKey] : []),
  ] satisfies (OpenApiParameter | OpenApiReference)[];
  const statuses = [
    ...(declaration.errors ?? []),
    ...(query || isPage ? [400] : []),
    ...(idempotent ? [409, 422] : []),
  ];
  return {
    summary,
    ...(description === undefined ? {} : { description }),
    tags: [tag],
    ...(access === 'anyone' ? {} : { security: signedIn }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body
      ? {
          requestBody: {
            ...(bodyOptional ? {} : { required: true }),
            content: json(toJsonSchema(body, schemas), example),
          },
        }
      : {}),
    ...(upload ? { requestBody: uploadBody(upload) } : {}),
    responses: {
      ...errors(...statuses),
      ...Object.fromEntries(
        Object.entries(answers).map(([status, answer]) => [status, toResponse(answer, schemas)]),
      ),
    },
  };
}

function uploadBody({ field, description, maxBytes }: Upload): OpenApiOperation['requestBody'] {
  const file = { type: 'string', format: 'binary', description: `${description}; ${maxBytes} bytes at most` };
  const schema = { type: 'object', required: [field], properties: { [field]: file } };
  return { required: true, content: { 'multipart/form-data': { schema } } };
}

function toParameter(
  name: string,
  field: z.core.$ZodType,
  schemas: Record<string, JsonSchema>,
): OpenApiParameter {
  const { description, ...schema } = toJsonSchema(field, schemas);
  return {
    name,
    in: 'query',
    ...(z.safeParse(field, undefined).success ? {} : { required: true }),
    ...(description === undefined ? {} : { description: description as string }),
    schema,
  };
}

const binary: JsonSchema = { type: 'string', format: 'binary' };

function toResponse(
  { description, schema, mediaType, isPage, isCounted }: Answer,
  schemas: Record<string, JsonSchema>,
): OpenApiResponse {
  if (mediaType) return { description, content: { [mediaType]: { schema: binary } } };
  if (!schema) return { description };
  if (!isPage) return ok(description, toJsonSchema(schema, schemas));
  const rows = page(
    description,
    toJsonSchema((schema as unknown as z.ZodArray<z.core.$ZodType>).element, schemas),
  );
  return isCounted ? counted(rows) : rows;
}

/** What a schema returns, as JSON Schema; it refers to those with an `id`, which are added to `named`. */
function toJsonSchema(schema: z.core.$ZodType, named: Record<string, JsonSchema>): JsonSchema {
  const converted = z.toJSONSchema(z.tuple([schema]), { unrepresentable: 'any', override });
  const { $defs = {}, prefixItems } = JSON.parse(
    JSON.stringify(converted).replaceAll('"#/$defs/', '"#/components/schemas/'),
  ) as { $defs?: Record<string, JsonSchema>; prefixItems: [JsonSchema] };
  Object.assign(named, $defs);
  return prefixItems[0];
}

function override({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodTypes;
  jsonSchema: z.core.JSONSchema.BaseSchema;
}): void {
  const { type } = zodSchema._zod.def;
  if (type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
  // Answers may get further fields, and what is sent beside the declared ones is passed over.
  if (type === 'object') delete jsonSchema.additionalProperties;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}

/** An answer with a JSON of that schema, or with none. */
export const answer = <T = undefined>(description: string, schema?: z.core.$ZodType<T>): Answer<T> =>
  schema ? { description, schema } : { description };

/** An answer that is a file of that media type. */
export const fileAnswer = (description: string, mediaType: string): Answer<Buffer> => ({
  description,
  mediaType,
});

/** A page of a list, with the `Link` header to the next. */
export const pageAnswer = <T>(
  description: string,
  item: z.core.$ZodType<T>,
  { isCounted = false }: Pick<Answer, 'isCounted'> = {},
): Answer<T[]> => ({
  description,
  schema: z.array(item),
  isPage: true,
  isCounted,
});
