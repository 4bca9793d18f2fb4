import { NotAuthorizedError } from '@ticketing/common/errors';
import { effectiveRole } from '@ticketing/common/http';
import type { Request, RequestHandler, Response } from 'express';
import type { Caller } from '../domain/intake-access';

/** The platform's own services, all of them. */
export const service: Caller = { kind: 'service' };

/** On the internal port, once the token was checked: the caller is one of the platform's own services. */
export const asService: RequestHandler = (_req, res, next) => {
  res.locals['caller'] = service;
  next();
};

/**
 * Who asks: a service on the internal port; behind the ingress the signed-in user, in the role that is in force.
 *
 * @throws NotAuthorizedError (401) when nobody is signed in
 */
export function callerOf(req: Request, res: Response): Caller {
  if (res.locals['caller'] === service) return service;
  const user = req.currentUser;
  if (!user) throw new NotAuthorizedError();
  return { kind: 'user', id: user.id, email: user.email, role: effectiveRole(user) };
}
