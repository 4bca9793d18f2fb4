import { createHash } from 'node:crypto';
import type { NotificationRequest } from './notification';

/** Namespace of the names below; changing it would tell people twice. */
const namespace = Buffer.from('5b1f8d3a6f0e4c519a7e0d8c2b4f6a13', 'hex');

/**
 * A name-based uuid (RFC 9562, version 5): the same parts always give the same uuid, so that a redelivered
 * event, or a repeated step of a broadcast, finds what it already stored.
 */
export function deterministicUuid(...parts: string[]): string {
  return uuidFrom(5, parts);
}

/** The same with the version that RFC 9562 leaves to applications, 8. */
export function ownUuid(...parts: string[]): string {
  return uuidFrom(8, parts);
}

function uuidFrom(version: 5 | 8, parts: string[]): string {
  const name = parts.map((part) => `${part.length}:${part}`).join('|');
  const hash = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16);
  hash[6] = ((hash[6] ?? 0) & 0x0f) | (version << 4);
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

type Asked = Pick<NotificationRequest, 'origin' | 'submitter'>;

/** Who uses a uuid: the platform itself for what events and broadcasts tell, its services, or a user. */
export function notificationOwner({ origin, submitter }: Asked): string {
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
