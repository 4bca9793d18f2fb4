import type { RequestHandler } from 'express';
import { ConflictError, errorCatalogue } from '../errors';
import './request';

/** Names the user that a page shows as signed in, by id. */
const ACTING_USER = 'x-acting-user';

/**
 * Refuses (409, `other_account`) a request whose `X-Acting-User` is another one than the session's: the cookie is shared
 * by all tabs of a browser, so a page may be sent with the session of an account that signed in elsewhere meanwhile.
 * Clients that send no such header pass, and so does a request without a session, which `requireAuth` judges.
 */
export const actingUser: RequestHandler = (req, _res, next) => {
  const acting = req.headers[ACTING_USER];
  if (acting === undefined || !req.currentUser || acting === req.currentUser.id) return next();
  next(new ConflictError(errorCatalogue.other_account.message, { code: 'other_account' }));
};
