import type { Request, RequestHandler } from 'express';
import type { UserDirectory } from '../roles';
import './request';
import type { CurrentUser, TokenVerifier } from './token';

/** What is needed of the replica of users. */
export type RoleLookup = Pick<UserDirectory, 'find'>;

/** Express setting under which the app keeps its {@link RoleLookup}. */
export const ROLE_LOOKUP = 'role lookup';

/** The session token of a request: `Authorization: Bearer`, else `x-access-token`, else the cookie. */
export function tokenOf(req: Request): string | undefined {
  const { authorization } = req.headers;
  if (authorization !== undefined) {
    return authorization.slice(0, 7).toLowerCase() === 'bearer ' ? authorization.slice(7).trim() : undefined;
  }
  const header = req.headers['x-access-token'];
  if (typeof header === 'string') return header;
  if (req.headers.cookie === undefined) return undefined;
  const session = req.session as { jwt?: unknown } | null | undefined;
  return typeof session?.jwt === 'string' ? session.jwt : undefined;
}

/** The user with the newest role and status known; as claimed when no event told of them. */
export async function newestOf(user: CurrentUser, lookup: RoleLookup | undefined): Promise<CurrentUser> {
  const known = await lookup?.find(user.id);
  return known ? { ...user, email: known.email, role: known.role, status: known.status } : user;
}

/**
 * Sets `req.currentUser` from the session. The database is asked for a newer role only when the token claims more than a
 * customer's; `requireRole` asks for the others.
 */
export function currentUser(verifier: TokenVerifier, lookup?: RoleLookup): RequestHandler {
  return (req, _res, next) => {
    const token = tokenOf(req);
    const user = token === undefined ? undefined : verifier.verify(token);
    if (!user) return next();
    req.currentUser = user;
    if (user.role === 'customer' || !lookup) return next();
    newestOf(user, lookup).then((newest) => {
      req.currentUser = newest;
      next();
    }, next);
  };
}
