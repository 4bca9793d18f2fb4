import cookieSession from 'cookie-session';
import type { Express, Request } from 'express';
import type { IncomingMessage } from 'node:http';
import { type CurrentUser, SESSION_IDLE_SECONDS, type TokenVerifier, type VerifiedToken } from './token';

/**
 * The name of the session's cookie. One that goes over https only has the prefix by which browsers take it from no other
 * host, path or scheme: https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes
 */
export function cookieName(secure: boolean): string {
  // Defence: no other host sets a session → return 'session';
  return secure ? '__Host-session' : 'session';
}

/**
 * Gives the app's requests a `session`, kept in a cookie (unsigned: it holds a JWT, which is). The cookie is parsed, and a
 * changed one sent, only where a route touches `req.session`; `currentUser` reads the JWT by itself.
 *
 * @param secure whether the cookie goes over https only; the connection counts as https by the proxy's word
 */
export function useSession(app: Express, { secure }: { secure: boolean }): void {
  const parse = cookieSession({
    name: cookieName(secure),
    signed: false,
    // Defence: no script reads a session → httpOnly: false,
    httpOnly: true,
    // Defence: sessions are not sent along with writes of other sites → sameSite: false,
    sameSite: 'lax',
    secure,
    maxAge: SESSION_IDLE_SECONDS * 1_000,
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

type Headers = Pick<IncomingMessage, 'headers'>;

/** Reads the session of requests and upgrades: `Authorization: Bearer`, else `x-access-token`, else the cookie. */
export class SessionReader {
  private readonly cookie: string;

  /** @param secure as the cookie was set; see {@link useSession} */
  constructor(
    private readonly verifier: TokenVerifier,
    secure: boolean,
  ) {
    this.cookie = `${cookieName(secure)}=`;
  }

  /** Whose session it is, and until when; `undefined` for nobody's. */
  read(req: Headers): VerifiedToken | undefined {
    const token = bearerToken(req);
    if (token !== undefined) return this.verifier.verify(token);
    const cookie = this.readCookie(req);
    return cookie === undefined ? undefined : this.verifier.verify(cookie, sessionJwt);
  }

  /** The JWT that a request has, whether or not it is good. */
  token(req: Headers): string | undefined {
    const cookie = this.readCookie(req);
    return bearerToken(req) ?? (cookie === undefined ? undefined : sessionJwt(cookie));
  }

  /** Whom a token was issued to, whether or not it has expired since; `undefined` when it is forged or no token. */
  issuedTo(token: string): CurrentUser | undefined {
    return this.verifier.issuedTo(token);
  }

  private readCookie({ headers }: Headers): string | undefined {
    return headers.cookie === undefined ? undefined : sessionCookie(headers.cookie, this.cookie);
  }
}

function bearerToken({ headers }: Headers): string | undefined {
  const { authorization } = headers;
  if (authorization?.slice(0, 7).toLowerCase() === 'bearer ') return authorization.slice(7).trim();
  const token = headers['x-access-token'];
  return typeof token === 'string' ? token : undefined;
}

/** The text of the session cookie in a `Cookie` header; `undefined` without one. */
export function sessionCookie(header: string, prefix = `${cookieName(false)}=`): string | undefined {
  for (let at = header.indexOf(prefix); at !== -1; at = header.indexOf(prefix, at + 1)) {
    if (at > 0 && header[at - 1] !== ' ' && header[at - 1] !== ';') continue;
    const end = header.indexOf(';', at);
    return header.slice(at + prefix.length, end === -1 ? undefined : end);
  }
  return undefined;
}

/** The JWT in a session cookie; `undefined` when it holds none. */
function sessionJwt(cookie: string): string | undefined {
  try {
    const session = JSON.parse(Buffer.from(cookie, 'base64').toString('utf8')) as { jwt?: unknown } | null;
    return typeof session?.jwt === 'string' ? session.jwt : undefined;
  } catch {
    return undefined;
  }
}
