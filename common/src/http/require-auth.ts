import type { RequestHandler } from 'express';
import { NotAuthorizedError } from '../errors';
import type { UserRole } from '../contracts';
import { withCurrentRole, ROLE_LOOKUP, type RoleLookup } from './current-user';
import { inOrder } from './in-order';
import './request';
import { effectiveRole } from './token';

/** Lets only signed-in users pass; 403 for those whose account is suspended, 401 for others. */
export const requireAuth: RequestHandler = (req, _res, next) => {
  next(req.currentUser ? undefined : (req.refusal ?? new NotAuthorizedError()));
};

/**
 * Lets only signed-in users pass, in the newest role known: one granted or taken since the session began is in force at
 * once. 401 for others.
 */
export const requireCurrentRole: RequestHandler = async (req, _res, next) => {
  if (!req.currentUser) throw req.refusal ?? new NotAuthorizedError();
  // Other roles than customer were looked up by currentUser already.
  if (req.currentUser.role === 'customer') {
    const lookup = req.app.get(ROLE_LOOKUP) as RoleLookup | undefined;
    req.currentUser = await withCurrentRole(req.currentUser, lookup);
  }
  next();
};

/** Lets only users pass whose role in force, as newly known, is one of these; 401 for others. */
export function requireRole(...roles: UserRole[]): RequestHandler {
  const check: RequestHandler = (req, _res, next) =>
    next(roles.includes(effectiveRole(req.currentUser!)) ? undefined : new NotAuthorizedError());
  return inOrder(requireCurrentRole, check);
}
