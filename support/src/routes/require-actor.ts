import type { Request, RequestHandler } from 'express';
import { NotAuthorizedError } from '@ticketing/common/errors';
import { withCurrentRole, requireAuth } from '@ticketing/common/http';
import type { UserDirectory } from '@ticketing/common/roles';
import type { Actor } from '../domain/rights';

/**
 * Lets only signed-in users pass, with the newest role known: one who became an engineer since the session began may
 * see what is assigned at once.
 */
export function signedIn(directory: UserDirectory): RequestHandler[] {
  return [
    requireAuth,
    async (req, _res, next) => {
      // Sessions of other roles were looked up before.
      if (req.currentUser?.role === 'customer')
        req.currentUser = await withCurrentRole(req.currentUser, directory);
      next();
    },
  ];
}

/** The user behind a request that passed {@link signedIn}. @throws NotAuthorizedError for one that didn't */
export function requireActor({ currentUser }: Request): Actor {
  if (!currentUser) throw new NotAuthorizedError();
  return currentUser;
}
