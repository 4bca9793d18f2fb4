import { ownUuid } from './deterministic-uuid';
import type { NotificationRequest } from './notification';

type Asked = Pick<NotificationRequest, 'origin' | 'submitter'>;

/** Who uses a uuid: the platform itself for what events and broadcasts tell, its services, or a user. */
export function ownerOf({ origin, submitter }: Asked): string {
  if (origin === 'event' || origin === 'broadcast') return 'platform';
  return submitter === undefined ? 'service' : `user:${submitter}`;
}

/** The id that a uuid has among its owner's own, for one that somebody else has taken (RFC 9562, version 8). */
export function idAmongOwn(owner: string, uuid: string): string {
  return ownUuid('own', owner, uuid);
}

/**
 * The id of a uuid that a user gave. The platform's own ids have version 5 and those among an owner's own version 8, and who
 * knows what they are made of can compute them: such a one is moved among the user's own, so that nobody takes them first.
 */
export function idGivenBy(submitter: string, uuid: string): string {
  return uuid[14] === '5' || uuid[14] === '8' ? idAmongOwn(`user:${submitter}`, uuid) : uuid;
}
