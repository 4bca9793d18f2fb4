import type { RequestHandler } from 'express';
import { errorCatalogue, UnavailableError } from '../errors';
import type { Health } from '../observability/health';

const probes: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics']);

/** Answers 503 with `Connection: close` once the process takes no more requests; what began before goes on, and so do the probes. */
export function refuseWhileDraining(health: Health): RequestHandler {
  return (req, res, next) => {
    if (!health.draining || probes.has(req.path)) return next();
    res.setHeader('Connection', 'close');
    next(new UnavailableError(errorCatalogue.draining.message, { code: 'draining' }));
  };
}
