import type { ErrorRequestHandler, RequestHandler } from 'express';
import { NotFoundError, toHttpError } from '../errors';
import type { Logger } from '../observability/logger';
import { routePattern } from './observe-requests';

/** Unknown routes: 404 in the format of all errors. */
export const notFound: RequestHandler = (_req, _res, next) => next(new NotFoundError());

/** The last middleware: answers with what {@link toHttpError} makes of an error and logs those that are ours. */
export function errorHandler(logger: Logger): ErrorRequestHandler {
  return (err: unknown, req, res, next) => {
    const { status, headers, body } = toHttpError(err);
    if (status >= 500) {
      const { method, correlationId } = req;
      const level = status === 503 ? 'warn' : 'error';
      logger[level]({ err, method, route: routePattern(req), correlationId }, 'request failed');
    }
    // Too late for an answer of its own: Express ends the connection, so that the client sees the break.
    if (res.headersSent) return next(err);
    res.status(status).set(headers).json(body);
  };
}
