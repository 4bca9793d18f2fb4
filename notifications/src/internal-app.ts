import { createHash, timingSafeEqual } from 'node:crypto';
import {
  errorHandler,
  type Health,
  isTracing,
  jsonBody,
  type Logger,
  NotAuthorizedError,
  notFound,
  refuseWhileDraining,
  traceRequests,
} from '@ticketing/common';
import express, { type Express, type RequestHandler } from 'express';
import { bodyLimit } from './app';
import { asService } from './routes/caller';
import { notify } from './routes/notify';
import { notifyBatchRouter } from './routes/notify-batch';
import { showNotificationRouter } from './routes/show-notification';
import { ticketMailRouter } from './routes/ticket-mail';
import type { Sending } from './sending';

export interface InternalAppOptions {
  sending: Sending;
  /** Without one, whoever reaches the port may use it. */
  token?: string | undefined;
  health: Health;
  logger: Logger;
}

/**
 * Builds the app of the internal port: the intakes for the platform's own services. It has none of the layers for
 * browsers (sessions, origins, security headers), because none reaches it.
 */
export function buildInternalApp({ sending, token, health, logger }: InternalAppOptions): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple');
  app.use(refuseWhileDraining(health));
  if (isTracing()) app.use(traceRequests);
  if (token !== undefined) app.use(requireToken(token));
  app.use(asService);
  // First, and without a router of its own: every layer before it is paid for by each of thousands of requests a second.
  app.post('/notification', jsonBody(bodyLimit), notify(sending));
  app.use(notifyBatchRouter(sending));
  app.use(jsonBody(bodyLimit));
  app.use(ticketMailRouter(sending));
  app.use(showNotificationRouter(sending.collection, sending.waiters));
  app.use(notFound);
  app.use(errorHandler(logger));
  return app;
}

/** Compared by hash, in the same time whatever was sent. */
function requireToken(token: string): RequestHandler {
  const hash = (value: string) => createHash('sha256').update(value).digest();
  const expected = hash(`Bearer ${token}`);
  return (req, _res, next) => {
    const given = hash(req.headers.authorization ?? '');
    next(timingSafeEqual(given, expected) ? undefined : new NotAuthorizedError());
  };
}
