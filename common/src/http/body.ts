import { json, type RequestHandler } from 'express';
import { SAFE_METHODS } from './origin-check';

/** Largest JSON body unless the service says otherwise. */
export const DEFAULT_BODY_LIMIT = '100kb';

/** Parses JSON bodies of writes up to a size; `req.body` is an object even when none was sent. */
export function jsonBody(limit: string | number = DEFAULT_BODY_LIMIT): RequestHandler {
  const parse = json({ limit });
  return (req, res, next) => {
    if (SAFE_METHODS.has(req.method)) return next();
    parse(req, res, (error?: unknown) => {
      req.body ??= {};
      next(error);
    });
  };
}
