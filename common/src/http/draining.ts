import type { RequestHandler } from 'express';
import { errorCatalogue, UnavailableError } from '../errors';
import type { Health } from '../observability/health';

/** Answers 503 with `Connection: close` once the process takes no more requests; what began before goes on. */
export function refuseWhileDraining(health: Health): RequestHandler {
  return (_req, res, next) => {
    if (!health.draining) return next();
    res.setHeader('Connection', 'close');
    next(new UnavailableError(errorCatalogue.draining.message, { code: 'draining' }));
  };
}
