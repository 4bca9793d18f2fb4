import {
  RequestValidationError,
  errorCatalogue,
  TooManyRequestsError,
  UnavailableError,
} from '@ticketing/common/errors';
import { parseObjectId } from '@ticketing/common/forms';
import type { Hub } from './hub';

/** What a client wants to hear of, besides its own. */
export interface StreamSubscription {
  /** The last id it has. */
  after?: number;
  /** Tickets whose changes it watches. */
  tickets: string[];
  /** Rooms it is in. */
  rooms: string[];
}

/** How many tickets one stream watches, at the most. */
export const MAX_TICKETS = 100;
/** How many rooms one stream is in, at the most. */
export const MAX_ROOMS = 10;

const wellFormedId = /^\d{1,15}$/;

/**
 * Reads `after`, `tickets` and `rooms` (ids, separated by commas). What a reconnecting client sends as `Last-Event-ID` is
 * newer than the address it once connected with, so the header wins.
 *
 * @throws RequestValidationError (400) naming the parameter
 */
export function parseStreamSubscription(
  query: Record<string, unknown>,
  lastEventId?: string,
): StreamSubscription {
  const faults: { field: string; message: string }[] = [];
  const header = lastEventId !== undefined && lastEventId !== '';
  const after = header ? lastEventId : query['after'];
  const field = header ? 'Last-Event-ID' : 'after';
  if (after !== undefined && !(typeof after === 'string' && wellFormedId.test(after))) {
    faults.push({ field, message: `${field} must be the id of an event` });
  }
  const ids = (name: 'tickets' | 'rooms', most: number): string[] => {
    const given = query[name];
    if (given === undefined || given === '') return [];
    const list = typeof given === 'string' ? given.split(',').map(parseObjectId) : [];
    const known = new Set(list.filter((id) => id !== undefined));
    if (known.size > 0 && known.size <= most && !list.includes(undefined)) return [...known];
    faults.push({
      field: name,
      message: `${name} must be up to ${most} ids of tickets, separated by commas`,
    });
    return [];
  };
  const subscription = { tickets: ids('tickets', MAX_TICKETS), rooms: ids('rooms', MAX_ROOMS) };
  if (faults.length > 0) throw new RequestValidationError(faults);
  return after === undefined ? subscription : { ...subscription, after: Number(after) };
}

/** Without the rooms that are no ticket's. */
export async function withRealRooms(
  live: { findRooms(ids: readonly string[]): Promise<readonly { _id: string }[]> },
  subscription: StreamSubscription,
): Promise<StreamSubscription> {
  if (subscription.rooms.length === 0) return subscription;
  return { ...subscription, rooms: (await live.findRooms(subscription.rooms)).map(({ _id }) => _id) };
}

/** Open streams and sockets per user and process. */
export const MAX_STREAMS = 20;

/**
 * Whether this user may open one more stream here.
 *
 * @throws UnavailableError (503) while draining, TooManyRequestsError (429) above 20
 */
export function enforceConnectionLimit(hub: Hub, userId: string): void {
  if (hub.isDraining) throw new UnavailableError(errorCatalogue.draining.message, { code: 'draining' });
  if (hub.inScope(`user:${userId}`).size >= MAX_STREAMS) {
    throw new TooManyRequestsError(5, `No more than ${MAX_STREAMS} streams at a time`);
  }
}
