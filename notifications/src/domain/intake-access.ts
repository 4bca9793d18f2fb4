import { sameEmailAddress } from '@ticketing/common/forms';
import type { NotificationRequest } from './notification';

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
