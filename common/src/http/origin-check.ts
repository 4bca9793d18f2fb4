import type { RequestHandler } from 'express';
import { errorCatalogue, ForbiddenError } from '../errors';

/** Methods that change nothing. */
export const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses (403) a write whose `Origin` is neither the request's own host nor allowed: a browser sends the session along
 * with forms of other sites, too. Clients that aren't browsers send no Origin and pass.
 */
export function originCheck(allowed: readonly string[] = []): RequestHandler {
  const known = new Set(allowed);
  return (req, _res, next) => {
    const { origin } = req.headers;
    if (origin === undefined || SAFE_METHODS.has(req.method) || known.has(origin)) return next();
    if (URL.canParse(origin) && new URL(origin).host === req.host) return next();
    // Defence: writes come from the own origin → next();
    next(new ForbiddenError(errorCatalogue.foreign_origin.message, { code: 'foreign_origin' }));
  };
}
