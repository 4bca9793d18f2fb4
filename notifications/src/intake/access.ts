import { NotAuthorizedError } from '@ticketing/common/errors';
import { sameEmailAddress } from '@ticketing/common/forms';
import { authenticateAgain, effectiveRole, type CurrentUser } from '@ticketing/common/http';
import type { Request, RequestHandler, Response } from 'express';
import type { NotificationRequest } from '../notification/notification';

/** What is known of who asks. */
type Authenticated = Pick<Request, 'currentUser' | 'refusal'>;

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
 * @throws as {@link requestUser}
 */
export function requestCaller(req: Authenticated, res: Response): Caller {
  if (res.locals['caller'] === service) return service;
  const user = requestUser(req);
  return { kind: 'user', id: user.id, email: user.email, role: effectiveRole(user) };
}

/**
 * Who asks, by what is known now: for answers that were held back.
 *
 * @throws NotAuthorizedError (401) when the session is over by now; ForbiddenError (403) when the account is suspended
 */
export async function presentCaller(
  req: Parameters<typeof authenticateAgain>[0],
  res: Response,
): Promise<Caller> {
  if (res.locals['caller'] !== service) await authenticateAgain(req);
  return requestCaller(req, res);
}

/** Who asks for a notification. A service has come in on the internal port, with its token. */
export type Caller = { kind: 'service' } | { kind: 'user'; id: string; email: string; role: string };

/**
 * Whether this caller may have this told: services and admins to anyone, a user only to their own mail address. Anything
 * wider would let the platform be used to send other people's messages.
 */
export function mayNotify(
  caller: Caller,
  request: Pick<NotificationRequest, 'type' | 'receiver' | 'userId'>,
): boolean {
  if (caller.kind === 'service' || caller.role === 'admin') return true;
  if (request.userId !== undefined && request.userId !== caller.id) return false;
  if (request.receiver === undefined) return request.userId === caller.id;
  return request.type === 'EMAIL' && sameEmailAddress(request.receiver, caller.email);
}

/** Whether this caller may see a notification: its recipient, whoever asked for it, services and admins. */
export function maySee(
  caller: Caller,
  notification: Pick<NotificationRequest, 'type' | 'receiver' | 'userId' | 'submitter'>,
): boolean {
  if (caller.kind === 'service' || caller.role === 'admin') return true;
  if (notification.userId === caller.id || notification.submitter === caller.id) return true;
  if (notification.type !== 'EMAIL' || notification.receiver === undefined) return false;
  return sameEmailAddress(notification.receiver, caller.email);
}

/**
 * The signed-in user of a request.
 *
 * @throws NotAuthorizedError (401) when there is none; ForbiddenError (403) when the account is suspended
 */
export function requestUser({ currentUser, refusal }: Authenticated): CurrentUser {
  if (!currentUser) throw refusal ?? new NotAuthorizedError();
  return currentUser;
}
