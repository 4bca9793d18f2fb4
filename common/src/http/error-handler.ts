import type { ErrorRequestHandler, Request, RequestHandler } from 'express';
import { NotFoundError, toHttpError } from '../errors';
import type { SecurityLogger } from '../observability/logger';
import { type SecurityEvent, SecurityEvents } from '../observability/security-events';
import { clientNetwork } from './client-network';
import { routePattern } from './observe-requests';
import './request';

/** Unknown routes: 404 in the format of all errors. */
export const notFound: RequestHandler = (_req, _res, next) => next(new NotFoundError());

const securityEvents: Readonly<Record<string, SecurityEvent>> = {
  account_suspended: 'account_suspended',
  foreign_origin: 'origin_refused',
  not_authorized: 'access_refused',
  second_factor_required: 'access_refused',
  too_many_requests: 'limit_reached',
};

/** What a refusal is to who watches over the system; that somebody has yet to sign in is nothing. */
function toSecurityEvent(code: string, { currentUser }: Request): SecurityEvent | undefined {
  return code === 'not_authorized' && !currentUser ? undefined : securityEvents[code];
}

/**
 * The last middleware: answers with what {@link toHttpError} makes of an error, logs those that are ours, and notes
 * refusals that may be part of an attack.
 */
export function errorHandler(logger: SecurityLogger): ErrorRequestHandler {
  const events = new SecurityEvents(logger);
  return (err: unknown, req, res, next) => {
    const { status, headers, body } = toHttpError(err);
    if (status >= 500) {
      const { method, correlationId } = req;
      const level = status === 503 ? 'warn' : 'error';
      logger[level]({ err, method, route: routePattern(req), correlationId }, 'request failed');
    }
    const event = toSecurityEvent(body.errors[0]?.code ?? '', req);
    if (event) {
      const { method, currentUser } = req;
      const source = { method, route: routePattern(req), address: clientNetwork(req) };
      events.note(event, { ...source, userId: currentUser?.id });
    }
    // Too late for an answer of its own: Express ends the connection, so that the client sees the break.
    if (res.headersSent) return next(err);
    res.status(status).set(headers).json(body);
  };
}
