import type { RequestHandler } from 'express';
import { NotAuthorizedError } from '../errors';
import type { UserRole } from '../contracts';
import { withCurrentRole, ROLE_LOOKUP, type RoleLookup } from './current-user';
import './request';
import { effectiveRole } from './token';

/** Lets only signed-in users pass; 401 for others. */
export const requireAuth: RequestHandler = (req, _res, next) => {
  next(req.currentUser ? undefined : new NotAuthorizedError());
};

/**
 * Lets only users pass whose role in force is one of these; 401 for others. The newest role known counts, so a role
 * granted or taken since the session began is in force at once.
 */
export function requireRole(...roles: UserRole[]): RequestHandler {
  return async (req, _res, next) => {
    if (!req.currentUser) throw new NotAuthorizedError();
    // Other roles than customer were looked up by currentUser already.
    if (req.currentUser.role === 'customer') {
      const lookup = req.app.get(ROLE_LOOKUP) as RoleLookup | undefined;
      req.currentUser = await withCurrentRole(req.currentUser, lookup);
    }
    if (!roles.includes(effectiveRole(req.currentUser))) throw new NotAuthorizedError();
    next();
  };
}
