import cookieSession from 'cookie-session';
import type { RequestHandler } from 'express';
import { SAFE_METHODS } from './origin-check';
import { SESSION_SECONDS } from './token';

/**
 * `req.session`, kept in the cookie `session` (unsigned: it holds a JWT, which is). Skipped for reads that bring no
 * cookie, as these neither have a session nor make one.
 *
 * @param secure whether the cookie goes over https only; the connection counts as https by the proxy's word
 */
export function session({ secure }: { secure: boolean }): RequestHandler {
  const parse = cookieSession({
    name: 'session',
    signed: false,
    httpOnly: true,
    sameSite: 'lax',
    secure,
    maxAge: SESSION_SECONDS * 1_000,
  });
  return (req, res, next) => {
    if (req.headers.cookie === undefined && SAFE_METHODS.has(req.method)) return next();
    parse(req, res, next);
  };
}
