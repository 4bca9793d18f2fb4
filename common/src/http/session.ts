import cookieSession from 'cookie-session';
import type { Express, Request } from 'express';
import { SESSION_SECONDS } from './token';

/**
 * Gives the app's requests a `session`, kept in the cookie `session` (unsigned: it holds a JWT, which is). The cookie is
 * parsed, and a changed one sent, only where a route touches `req.session`; `currentUser` reads the JWT by itself.
 *
 * @param secure whether the cookie goes over https only; the connection counts as https by the proxy's word
 */
export function useSession(app: Express, { secure }: { secure: boolean }): void {
  const parse = cookieSession({
    name: 'session',
    signed: false,
    // Defence: no script reads a session → httpOnly: false,
    httpOnly: true,
    // Defence: sessions are not sent along with writes of other sites → sameSite: false,
    sameSite: 'lax',
    secure,
    maxAge: SESSION_SECONDS * 1_000,
  });
  // The middleware defines `session` anew on the request itself, so that these run once at the most.
  const start = (req: Request) => parse(req, req.res!, () => undefined);
  Object.defineProperty(app.request, 'session', {
    configurable: true,
    get(this: Request) {
      start(this);
      return this.session;
    },
    set(this: Request, value: Request['session']) {
      start(this);
      this.session = value;
    },
  });
}

const NAME = 'session=';

/** The text of the session cookie in a `Cookie` header; `undefined` without one. */
export function sessionCookie(header: string): string | undefined {
  for (let at = header.indexOf(NAME); at !== -1; at = header.indexOf(NAME, at + 1)) {
    if (at > 0 && header[at - 1] !== ' ' && header[at - 1] !== ';') continue;
    const end = header.indexOf(';', at);
    return header.slice(at + NAME.length, end === -1 ? undefined : end);
  }
  return undefined;
}

/** The JWT in a session cookie; `undefined` when it holds none. */
export function sessionJwt(cookie: string): string | undefined {
  try {
    const session = JSON.parse(Buffer.from(cookie, 'base64').toString('utf8')) as { jwt?: unknown } | null;
    return typeof session?.jwt === 'string' ? session.jwt : undefined;
  } catch {
    return undefined;
  }
}
