import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { errorCatalogue, ForbiddenError } from '../errors';

/** Methods that change nothing. */
export const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a page of this origin may act here: one of the request's own host, or allowed. Clients that aren't browsers send
 * no Origin.
 *
 * @param trustsProxy whether the request comes from a proxy whose word on the host counts
 */
export function isOwnOrigin(
  { headers }: Pick<IncomingMessage, 'headers'>,
  { allowed, trustsProxy }: { allowed: readonly string[]; trustsProxy: boolean },
): boolean {
  const { origin } = headers;
  if (origin === undefined || allowed.includes(origin)) return true;
  const forwarded = headers['x-forwarded-host'];
  const told = trustsProxy && typeof forwarded === 'string' ? forwarded.split(',')[0]?.trim() : undefined;
  // Defence: sockets and writes come from the own origin → return true;
  return URL.canParse(origin) && new URL(origin).host === (told ?? headers.host);
}

/**
 * Refuses (403) a write whose `Origin` is neither the request's own host nor allowed: a browser sends the session along
 * with forms of other sites, too. Clients that aren't browsers send no Origin and pass.
 */
export function originCheck(allowed: readonly string[] = []): RequestHandler {
  return (req, _res, next) => {
    if (req.headers.origin === undefined || SAFE_METHODS.has(req.method)) return next();
    const trusts = req.app.get('trust proxy fn') as (address: string | undefined, hop: number) => boolean;
    if (isOwnOrigin(req, { allowed, trustsProxy: trusts(req.socket.remoteAddress, 0) })) return next();
    // Defence: writes come from the own origin → next();
    next(new ForbiddenError(errorCatalogue.foreign_origin.message, { code: 'foreign_origin' }));
  };
}
