import express, { type Express, type RequestHandler, Router } from 'express';
import { ConflictError, errorCatalogue } from '../errors';
import type { EventSink } from '../messaging';
import type { Health } from '../observability/health';
import type { SecurityLogger } from '../observability/logger';
import { SecurityEvents } from '../observability/security-events';
import { jsonBody } from './body';
import { correlation } from './correlation';
import {
  Authenticator,
  AUTHENTICATOR,
  currentUser,
  ROLE_LOOKUP,
  type RoleLookup,
  type SessionGate,
} from './current-user';
import { refuseWhileDraining } from './draining';
import { errorHandler, notFound } from './error-handler';
import { healthRoutes } from './health-routes';
import { inOrder } from './in-order';
import { internalOnly } from './internal-only';
import { observeRequests } from './observe-requests';
import type { OpenApiDocument } from './openapi';
import { type DeadLetterAdmin, opsRoutes } from './ops-routes';
import { originCheck } from './origin-check';
import { securityHeaders } from './security-headers';
import { SessionReader, useSession } from './session';
import { type TokenKeys, TokenVerifier } from './token';
import { traceRequests } from './trace-requests';

/** What an app is built from. */
export interface AppOptions extends TokenKeys {
  /** Folder name of the service, as in `/api/ops/<name>`. */
  name: string;
  logger: SecurityLogger;
  /** The service's routes, each with its full path (`/api/tickets/:id`). */
  routers: Router[];
  health: Health;
  openapi: OpenApiDocument;
  /** Tells newer roles than the session's. */
  directory?: RoleLookup;
  /** Tells ended sessions and suspended accounts. */
  sessions?: SessionGate;
  /** Of services that listen to events. */
  deadLetters?: DeadLetterAdmin;
  /** Takes what admins do to the dead letters, for the audit log. */
  acts?: EventSink;
  /** Routes that read the request's body themselves: webhooks, uploads. They come before the JSON parser. */
  rawRouters?: Router[];
  /** Origins that may write, besides the own host. */
  allowedOrigins?: readonly string[];
  /** Largest JSON body; bytes, or text such as the default `100kb`. */
  bodyLimit?: string | number;
  /** Proxies in front whose `X-Forwarded-*` headers are believed: a count, or an Express setting. Default 1. */
  trustProxy?: number | boolean | string;
  /** Whether the session's cookie goes over https only. Default: in production. */
  secureCookies?: boolean;
}

/**
 * Builds a service's Express app; it never listens.
 *
 * ```text
 * request
 * ├─ security headers
 * ├─ /livez /readyz /metrics                     200 · 503 not ready · 404 through a proxy
 * ├─ correlation id, request metrics and log, trace
 * ├─ draining                                    503, Connection: close
 * ├─ origin check (writes)                       403
 * ├─ current user (session, newest role)         503 when that can't be looked up
 * ├─ acting user (the page's own)                409
 * ├─ raw routers                                 read the body themselves
 * ├─ JSON body (writes)                          400 · 413 · 415
 * ├─ routers
 * │  ├─ access                                   401 · 403 suspended, or without a second factor
 * │  ├─ rate limit                               429
 * │  ├─ ids of the path                          404
 * │  ├─ query and body                           400
 * │  ├─ idempotency                              replay · 409 · 422
 * │  └─ handler                                  2xx · 400 · 401 · 404 · 409
 * ├─ /openapi.json /api/docs/<name>.json         200 · the first 404 through a proxy
 * ├─ /api/ops/<name>/*                           401 for all but admins
 * ├─ not found                                   404
 * └─ error handler                               any of the above, else 500
 * ```
 */
export function createApp(options: AppOptions): Express {
  const { name, logger, health, directory, rawRouters = [] } = options;
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', options.trustProxy ?? 1);
  // Nested objects in a query would reach the database as operators.
  // Defence: queries are flat → app.set('query parser', 'extended');
  app.set('query parser', 'simple');
  if (directory) app.set(ROLE_LOOKUP, directory);

  const secure = options.secureCookies ?? sendsSecureCookies();
  useSession(app, { secure });
  const reader = new SessionReader(new TokenVerifier(options), secure);
  const authenticator = new Authenticator({
    reader,
    directory,
    sessions: options.sessions,
    events: new SecurityEvents(logger),
  });
  app.set(AUTHENTICATOR, authenticator);

  app.use(securityHeaders());
  app.router.stack.push(...healthRoutes(health).stack);
  app.use(
    inOrder(
      correlation,
      observeRequests(logger),
      traceRequests,
      refuseWhileDraining(health),
      originCheck(options.allowedOrigins),
      currentUser(authenticator),
      personal,
      actingUser,
    ),
  );
  for (const router of rawRouters) app.use(router);
  app.use(jsonBody(options.bodyLimit));
  // Into the app's own router: each router on the way costs every request a walk of its own.
  for (const router of options.routers) app.router.stack.push(...router.stack);
  app.use(openApiRoutes(name, options.openapi));
  app.use(opsRoutes(options));
  app.use(notFound);
  app.use(errorHandler(logger));
  return app;
}

/** What somebody signed in is answered, or what a write is, is kept by no cache, unless a route says otherwise. */
const personal: RequestHandler = (req, res, next) => {
  // Defence: no cache keeps a personal answer → ;
  if (req.currentUser || req.method !== 'GET') res.setHeader('Cache-Control', 'no-store');
  next();
};

/** Names the user that a page shows as signed in, by id. */
const ACTING_USER = 'x-acting-user';

/**
 * Refuses (409, `other_account`) a request whose `X-Acting-User` is another one than the session's: the cookie is shared
 * by all tabs of a browser, so a page may be sent with the session of an account that signed in elsewhere meanwhile.
 * Clients that send no such header pass, and so does a request without a session, which `requireAuth` judges.
 */
const actingUser: RequestHandler = (req, _res, next) => {
  const acting = req.headers[ACTING_USER];
  if (acting === undefined || !req.currentUser || acting === req.currentUser.id) return next();
  next(new ConflictError(errorCatalogue.other_account.message, { code: 'other_account' }));
};

/** `/openapi.json`, 404 through a proxy, and the same at `/api/docs/<name>.json`, where the ingress reaches it. */
function openApiRoutes(name: string, document: OpenApiDocument): Router {
  const router = Router();
  router.use('/openapi.json', internalOnly);
  router.get(['/openapi.json', `/api/docs/${name}.json`], (_req, res) => {
    res.json(document);
  });
  return router;
}

/** Whether sessions go over https only: in production. */
export function sendsSecureCookies(): boolean {
  return process.env['NODE_ENV'] === 'production';
}
