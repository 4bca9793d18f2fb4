import { NotAuthorizedError } from '@ticketing/common/errors';
import type { CurrentUser } from '@ticketing/common/http';
import type { Request } from 'express';

/**
 * The signed-in user of a request.
 *
 * @throws NotAuthorizedError (401) when there is none
 */
export function userOf({ currentUser }: Pick<Request, 'currentUser'>): CurrentUser {
  if (!currentUser) throw new NotAuthorizedError();
  return currentUser;
}
