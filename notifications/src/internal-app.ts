import { timingSafeEqual } from 'node:crypto';
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
  const first: RequestHandler[] = [
    refuseWhileDraining(health),
    ...(isTracing() ? [traceRequests] : []),
    ...(token === undefined ? [] : [requireToken(token)]),
    asService,
  ];
  // Ahead of the others, which it would pass one by one: each of thousands of requests a second pays for every layer.
  app.post('/notification', first, jsonBody(bodyLimit), notify(sending));
  app.use(first);
  app.use(notifyBatchRouter(sending));
  app.use(jsonBody(bodyLimit));
  app.use(ticketMailRouter(sending));
  app.use(showNotificationRouter(sending.collection, sending.waiters));
  app.use(notFound);
  app.use(errorHandler(logger));
  return app;
}

/** Compared in the same time whatever was sent, but for its length. */
function requireToken(token: string): RequestHandler {
  const expected = Buffer.from(`Bearer ${token}`);
  return (req, _res, next) => {
    const given = Buffer.from(req.headers.authorization ?? '');
    const same = given.length === expected.length && timingSafeEqual(given, expected);
    next(same ? undefined : new NotAuthorizedError());
  };
}
