import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { RouteParameters } from 'express-serve-static-core';
import { body, matchedData, param, query, type ValidationChain } from 'express-validator';
import type { z } from 'zod';
import type { IdForm } from './fields';
import { replaying } from './idempotency';
import type { HttpMethod } from './openapi-parts';
import { requireAuth, requireCurrentRole, requireRole } from './require-auth';
import type { CurrentUser } from './token';
import type { Upload } from './upload';
import { validateRequest } from './validate-request';
import { idParam, schemaRule } from './validators';

/**
 * Who may ask: everybody; who is signed in, in the session's role or in the newest role known; or admins.
 */
export type Access = 'anyone' | 'signed-in' | 'current-role' | 'admin';

/** An answer of a route: what it says, and the JSON it has. */
export interface Answer<T = unknown> {
  readonly description: string;
  readonly schema?: z.core.$ZodType<T>;
  /** Whether it is a page of a list, with the link to the next. */
  readonly isPage?: boolean;
  /** Of an answer that is no JSON. */
  readonly mediaType?: string;
  /** Whether its first page tells how many rows there are, in `X-Total-Count`. */
  readonly isCounted?: boolean;
}

type Fields = z.ZodRawShape;
type Values<F extends Fields> = z.output<z.ZodObject<F>>;
type Answers = Readonly<Record<number, Answer>>;
type AnswerBody<A extends Answers> = A[keyof A] extends Answer<infer T> ? T : never;

/** A request that has passed what its route declares. */
export type RouteRequest<P extends string, A extends Access, Q extends Fields, B extends Fields> = Request<
  RouteParameters<P>,
  unknown,
  Values<B>,
  Values<Q>
> &
  (A extends 'anyone' ? unknown : { currentUser: CurrentUser });

/** One route: what checks its requests, types its handler and documents it. */
export interface RouteDeclaration<
  P extends string,
  A extends Access,
  Q extends Fields,
  B extends Fields,
  R extends Answers,
  C,
> {
  readonly method: HttpMethod;
  /** In Express's spelling. Each `:name` is an id (404 for what can be none), brought to its one form, unless `params` has it. */
  readonly path: P;
  /** The form of the path's ids; ObjectIds unless told otherwise. */
  readonly ids?: IdForm;
  /** Parts of the path that are no ids; 400 for what they can't be. */
  readonly params?: z.ZodObject;
  readonly summary: string;
  readonly description?: string;
  readonly access: A;
  /** Beside `limit` and `after`, which the handlers of lists read by `parsePage`. */
  readonly query?: z.ZodObject<Q>;
  readonly body?: z.ZodObject<B>;
  /** Whether the body may be left out, and an example of one. */
  readonly bodyOptional?: boolean;
  readonly example?: unknown;
  /** The file that the handler reads with `readUpload`; such a route stands before the JSON parser. */
  readonly upload?: Upload;
  /** Rules between fields. */
  readonly rules?: readonly ValidationChain[];
  /** Whether an `Idempotency-Key` makes it happen once; where the service’s keys are transactional, its handler saves its answer. */
  readonly idempotent?: boolean;
  readonly answers: R;
  /** Statuses of errors beside those that follow from the declaration. */
  readonly errors?: readonly number[];
  /** Runs between the check of who asks and that of what is asked: limits of rates. */
  readonly limit?: (context: C) => RequestHandler;
  readonly handler: (
    req: RouteRequest<P, A, Q, B>,
    res: Response<AnswerBody<R>>,
    context: C,
  ) => void | Promise<void>;
}

/** A declared route, whatever its types. @typeParam C what its handler works with */
export interface Route<C = unknown> {
  readonly declaration: Omit<
    RouteDeclaration<string, Access, Fields, Fields, Answers, never>,
    'handler' | 'limit'
  >;
  readonly register: (router: Router, context: C & RouterContext) => void;
}

/** What a router needs beside what its handlers work with. */
export interface RouterContext {
  /** Of routes that are `idempotent`. */
  readonly idempotent?: RequestHandler;
}

const accessChecks: Record<Access, RequestHandler[]> = {
  anyone: [],
  'signed-in': [requireAuth],
  'current-role': [requireCurrentRole],
  admin: [requireRole('admin')],
};

/**
 * Declares a route. Its layers run in this order: who asks (401), limit (429), ids of the path (404), query and body (400),
 * idempotency (409, 422), handler. The handler finds in query and body what the declaration names, as the schemas return it.
 */
export function defineRoute<
  const P extends string,
  const A extends Access,
  R extends Answers,
  Q extends Fields = Record<never, never>,
  B extends Fields = Record<never, never>,
  C = unknown,
>(declaration: RouteDeclaration<P, A, Q, B, R, C>): Route<C> {
  const { method, path, params, access, rules = [], limit, idempotent, handler } = declaration;
  return {
    declaration,
    register(router, context) {
      if (idempotent && !context.idempotent) throw new Error(`${path} needs the context's "idempotent"`);
      const ids = idNames(declaration).map((name) => idParam(name, declaration.ids));
      const checks = [
        ...chains(param, params),
        ...chains(query, declaration.query),
        ...chains(body, declaration.body),
        ...rules,
      ];
      const handlers: RequestHandler[] = [
        ...accessChecks[access],
        ...(limit ? [limit(context)] : []),
        ...ids,
        ...checks,
        ...(checks.length > 0 ? [validateRequest] : []),
        ...(declaration.query || declaration.body ? [onlyDeclared(declaration)] : []),
        ...(idempotent ? [context.idempotent!] : []),
        replaying((req, res) => handler(req as never, res as never, context)),
      ];
      router[method](path, ...handlers);
    },
  };
}

/** The names of the path's ids. */
export function idNames({ path, params }: Pick<Route['declaration'], 'path' | 'params'>): string[] {
  return [...path.matchAll(/:(\w+)/g)]
    .map(([, name]) => name!)
    .filter((name) => !(name in (params?.shape ?? {})));
}

/** The routes as one router, in their order. */
export function createRouter<C>(routes: readonly Route<C>[], context: C & RouterContext): Router {
  const router = Router();
  for (const route of routes) route.register(router, context);
  return router;
}

type Location = (field: string) => ValidationChain;

function chains(location: Location, schema: z.ZodObject | undefined): ValidationChain[] {
  return Object.entries(schema?.shape ?? {}).map(([name, field]) =>
    schemaRule(location(name), field as z.core.$ZodType),
  );
}

/** Takes what isn't declared out of a body, and adds what is to the query, which Express parses anew at each look. */
function onlyDeclared({ query, body }: { query?: z.ZodObject; body?: z.ZodObject }): RequestHandler {
  const names = Object.keys(body?.shape ?? {});
  return (req, _res, next) => {
    if (query) {
      const value = { ...req.query, ...matchedData(req, { locations: ['query'] }) };
      Object.defineProperty(req, 'query', { value, configurable: true });
    }
    if (body) {
      const given = (req.body ?? {}) as Record<string, unknown>;
      req.body = Object.fromEntries(names.filter((name) => name in given).map((name) => [name, given[name]]));
    }
    next();
  };
}
