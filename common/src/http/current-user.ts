import type { Request, RequestHandler } from 'express';
import type { DirectoryUser } from '../roles';
import './request';
import { sessionJwt, sessionCookie } from './session';
import type { CurrentUser, TokenVerifier } from './token';

/** What is needed of the projection of users. */
export interface RoleLookup {
  /** The user's newest known state, or null. */
  find(id: string): Promise<Pick<DirectoryUser, 'email' | 'role' | 'status'> | null>;
}

/** Express setting under which the app keeps its {@link RoleLookup}. */
export const ROLE_LOOKUP = 'role lookup';

/** The user of a request's session: `Authorization: Bearer`, else `x-access-token`, else the cookie. */
function userOf({ headers }: Request, verifier: TokenVerifier): CurrentUser | undefined {
  const { authorization, cookie } = headers;
  if (authorization?.slice(0, 7).toLowerCase() === 'bearer ')
    return verifier.verify(authorization.slice(7).trim());
  const token = headers['x-access-token'];
  if (typeof token === 'string') return verifier.verify(token);
  const session = cookie === undefined ? undefined : sessionCookie(cookie);
  return session === undefined ? undefined : verifier.verify(session, sessionJwt);
}

/**
 * The user with the newest role and status known. Without a known state they are a customer, whatever the session
 * claims: a projection that has lost what it knew must give nobody back a role that was taken from them.
 */
export async function withCurrentRole(
  user: CurrentUser,
  lookup: RoleLookup | undefined,
): Promise<CurrentUser> {
  if (!lookup) return user;
  const known = await lookup.find(user.id);
  if (!known) return { ...user, role: 'customer' };
  return { ...user, email: known.email, role: known.role, status: known.status };
}

/**
 * Sets `req.currentUser` from the session. The database is asked for a newer role only when the token claims more than a
 * customer's; `requireRole` asks for the others.
 */
export function currentUser(verifier: TokenVerifier, lookup?: RoleLookup): RequestHandler {
  return (req, _res, next) => {
    const user = userOf(req, verifier);
    if (!user) return next();
    req.currentUser = user;
    if (user.role === 'customer' || !lookup) return next();
    withCurrentRole(user, lookup).then((newest) => {
      req.currentUser = newest;
      next();
    }, next);
  };
}
