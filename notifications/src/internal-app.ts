import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { NotAuthorizedError } from '@ticketing/common/errors';
import {
  correlation,
  createRouter,
  errorHandler,
  jsonBody,
  notFound,
  refuseWhileDraining,
  traceRequests,
} from '@ticketing/common/http';
import { type Health, isTracing, type SecurityLogger } from '@ticketing/common/observability';
import express from 'express';
import { BODY_LIMIT } from './app';
import type { DeliveryPipeline } from './compose';
import { asService } from './intake/access';
import { failBefore, notifyDirectly } from './intake/notify-directly';
import { notify, notifyBatchRouter, ticketMailRouter } from './intake/routes';
import { showToServices } from './notification/routes';

export interface InternalAppOptions {
  pipeline: DeliveryPipeline;
  /** Without one, whoever reaches the port may use it, but for pages in somebody's browser. */
  token?: string | undefined;
  health: Health;
  logger: SecurityLogger;
}

/**
 * Builds the app of the internal port: the intakes for the platform's own services. It has none of the layers for
 * browsers (sessions, origins, security headers), because none reaches it.
 */
export function buildInternalApp({ pipeline, token, health, logger }: InternalAppOptions): RequestListener {
  const app = express();
  const isAllowed = token === undefined ? isNoPage : holdsToken(token);
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple');
  app.use(correlation);
  app.post('/notification', failBefore);
  app.use(refuseWhileDraining(health));
  if (isTracing()) app.use(traceRequests);
  app.use((req, _res, next) => next(isAllowed(req.headers) ? undefined : new NotAuthorizedError()));
  app.use(asService);
  app.use(notifyBatchRouter(pipeline));
  app.use(jsonBody(BODY_LIMIT));
  app.post('/notification', notify(pipeline));
  app.use(ticketMailRouter(pipeline));
  app.use(createRouter([showToServices], pipeline));
  app.use(notFound);
  app.use(errorHandler(logger));
  // What is traced has to pass the layer that traces.
  if (isTracing()) return app;
  return notifyDirectly(app, { dependencies: pipeline, health, isAllowed, bodyLimit: BODY_LIMIT });
}

/** A page that has this machine's address behind a name of its own (DNS rebinding) can't leave these headers out. */
function isNoPage({ origin, ...headers }: IncomingHttpHeaders): boolean {
  return origin === undefined && headers['sec-fetch-site'] === undefined;
}

/** Compared in the same time whatever was sent, but for its length. */
function holdsToken(token: string): (headers: IncomingHttpHeaders) => boolean {
  const expected = Buffer.from(`Bearer ${token}`);
  return ({ authorization = '' }) => {
    const given = Buffer.from(authorization);
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
}
