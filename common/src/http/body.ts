import { isUtf8 } from 'node:buffer';
import { json, type Request, type RequestHandler } from 'express';
import { CustomError, errorCatalogue } from '../errors';
import { SAFE_METHODS } from './origin-check';

/** Largest JSON body unless the service says otherwise. */
export const DEFAULT_BODY_LIMIT = '100kb';

/** 415: a body in another format than the route reads. */
export class UnsupportedMediaTypeError extends CustomError {
  readonly statusCode = errorCatalogue.unsupported_media_type.status;

  serializeErrors() {
    return [{ message: this.message, field: 'Content-Type', code: 'unsupported_media_type' }];
  }
}

/**
 * Parses JSON bodies of writes up to a size; `req.body` is an object even when none was sent. A body that doesn't say it
 * is JSON is refused (415), rather than taken for none.
 */
export function jsonBody(limit: string | number = DEFAULT_BODY_LIMIT): RequestHandler {
  // Defence: bodies are bounded → const parse = json({ limit: '1gb', verify: requireUtf8 });
  const parse = json({ limit, verify: requireUtf8 });
  return (req, res, next) => {
    if (SAFE_METHODS.has(req.method)) return next();
    // As most clients write it; `req.is` takes the header apart.
    const plain = req.headers['content-type'] === 'application/json';
    // Defence: bodies are JSON → if (false) {
    if (!plain && hasBody(req) && !req.is('application/json')) {
      return next(new UnsupportedMediaTypeError('The body must be JSON, sent as application/json'));
    }
    // A parser takes what it can't read any more for no body at all.
    if (req.destroyed && !req.complete) return;
    parse(req, res, (error?: unknown) => {
      req.body ??= {};
      next(error);
    });
  };
}

function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** @throws an error that is told like any other fault of the JSON; without it, bytes of another encoding would be stored as U+FFFD */
function requireUtf8(_req: unknown, _res: unknown, body: Buffer, encoding: string): void {
  if (encoding === 'utf-8' && !isUtf8(body)) {
    throw Object.assign(new SyntaxError('not UTF-8'), { type: 'entity.parse.failed' });
  }
}
