import type { RequestHandler } from 'express';
import { type CustomError, errorCatalogue, ForbiddenError, NotAuthorizedError } from '../errors';
import type { UserRole } from '../contracts';
import { withCurrentRole, ROLE_LOOKUP, type RoleLookup } from './current-user';
import { inOrder } from './in-order';
import './request';
import { effectiveRole, needsSecondFactor, type Rights } from './token';

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

/**
 * Lets only users pass whose role in force, as newly known, is one of these; 403 for those who have it and no second
 * factor, 401 for others.
 */
export function requireRole(...roles: UserRole[]): RequestHandler {
  const check: RequestHandler = (req, _res, next) => {
    const { currentUser } = req;
    next(roles.includes(effectiveRole(currentUser!)) ? undefined : missingRights(currentUser!));
  };
  return inOrder(requireCurrentRole, check);
}

/** Why somebody may not do what staff may: 403 while only a second factor is missing, else 401. */
export function missingRights(user: Rights, message?: string): CustomError {
  if (!needsSecondFactor(user)) return new NotAuthorizedError(message);
  return new ForbiddenError(errorCatalogue.second_factor_required.message, {
    code: 'second_factor_required',
  });
}
