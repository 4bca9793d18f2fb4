import type { IncomingMessage } from 'node:http';
import type { CurrentUser, TokenVerifier } from '@ticketing/common/http';

/** The session token of a request: `Authorization: Bearer`, else `x-access-token`, else the cookie `session`. */
export function tokenOf({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  const bearer = /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  const token = headers['x-access-token'];
  if (typeof token === 'string') return token;
  const session = /(?:^|;\s*)session=([^;]+)/.exec(headers.cookie ?? '')?.[1];
  return session === undefined ? undefined : jwtIn(session);
}

/** The user of an upgrade, which passes no Express middleware. */
export function userOfUpgrade(
  req: Pick<IncomingMessage, 'headers'>,
  verifier: TokenVerifier,
): { user: CurrentUser; token: string } | undefined {
  const token = tokenOf(req);
  const user = token === undefined ? undefined : verifier.verify(token);
  return user && token ? { user, token } : undefined;
}

/** When a verified token ends, in ms since the epoch; never for one that doesn't say. */
export function endOf(token: string | undefined): number {
  try {
    const claims = JSON.parse(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString()) as {
      exp?: unknown;
    };
    return typeof claims.exp === 'number' ? claims.exp * 1_000 : Infinity;
  } catch {
    return Infinity;
  }
}

/**
 * Whether a page of this origin may open a socket: browsers send cookies along with sockets of any site, and no other
 * check stands in the way. Clients that aren't browsers send no Origin.
 */
export function isOwnOrigin(
  { headers }: Pick<IncomingMessage, 'headers'>,
  allowed: readonly string[],
): boolean {
  const { origin, host } = headers;
  if (origin === undefined || allowed.includes(origin)) return true;
  const forwarded = headers['x-forwarded-host'];
  const hosts = [host, typeof forwarded === 'string' ? forwarded.split(',')[0]?.trim() : undefined];
  // Defence: sockets are opened by the own origin → return true;
  return URL.canParse(origin) && hosts.includes(new URL(origin).host);
}

function jwtIn(cookie: string): string | undefined {
  try {
    const session: unknown = JSON.parse(Buffer.from(decodeURIComponent(cookie), 'base64').toString());
    const { jwt } = session as { jwt?: unknown };
    return typeof jwt === 'string' ? jwt : undefined;
  } catch {
    return undefined;
  }
}
