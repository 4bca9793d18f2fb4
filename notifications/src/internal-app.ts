import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { NotAuthorizedError } from '@ticketing/common/errors';
import {
  correlation,
  errorHandler,
  jsonBody,
  notFound,
  refuseWhileDraining,
  traceRequests,
} from '@ticketing/common/http';
import { type Health, isTracing, type Logger } from '@ticketing/common/observability';
import express from 'express';
import { bodyLimit } from './app';
import { asService } from './routes/caller';
import { notify } from './routes/notify';
import { notifyBatchRouter } from './routes/notify-batch';
import { failBefore, notifyDirectly } from './routes/notify-directly';
import { showNotificationRouter } from './routes/show-notification';
import { ticketMailRouter } from './routes/ticket-mail';
import type { Sending } from './sending';

export interface InternalAppOptions {
  sending: Sending;
  /** Without one, whoever reaches the port may use it, but for pages in somebody's browser. */
  token?: string | undefined;
  health: Health;
  logger: Logger;
}

/**
 * Builds the app of the internal port: the intakes for the platform's own services. It has none of the layers for
 * browsers (sessions, origins, security headers), because none reaches it.
 */
export function buildInternalApp({ sending, token, health, logger }: InternalAppOptions): RequestListener {
  const app = express();
  const isAllowed = token === undefined ? isNoPage : holdsToken(token);
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple');
  app.use(correlation);
  app.post('/notification', failBefore);
  app.use(refuseWhileDraining(health));
  if (isTracing()) app.use(traceRequests);
  app.use((req, _res, next) => next(isAllowed(req.headers) ? undefined : new NotAuthorizedError()));
  app.use(asService);
  app.use(notifyBatchRouter(sending));
  app.use(jsonBody(bodyLimit));
  app.post('/notification', notify(sending));
  app.use(ticketMailRouter(sending));
  app.use(showNotificationRouter(sending.collection, sending.waiters));
  app.use(notFound);
  app.use(errorHandler(logger));
  // What is traced has to pass the layer that traces.
  if (isTracing()) return app;
  return notifyDirectly(app, { parts: sending, health, isAllowed, bodyLimit });
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
