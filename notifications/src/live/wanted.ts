import { RequestValidationError } from '@ticketing/common/errors';
import { parseObjectId } from '@ticketing/common/forms';

/** What a client wants to hear of, besides its own. */
export interface Wanted {
  /** The last id it has. */
  after?: number;
  /** Tickets whose changes it watches. */
  tickets: string[];
  /** Rooms it is in. */
  rooms: string[];
}

/** How many tickets one stream watches, at the most. */
export const mostTickets = 100;
/** How many rooms one stream is in, at the most. */
export const mostRooms = 10;

const wellFormedId = /^\d{1,15}$/;

/**
 * Reads `after`, `tickets` and `rooms` (ids, separated by commas). What a reconnecting client sends as `Last-Event-ID` is
 * newer than the address it once connected with, so the header wins.
 *
 * @throws RequestValidationError (400) naming the parameter
 */
export function parseWanted(query: Record<string, unknown>, lastEventId?: string): Wanted {
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
  const wanted = { tickets: ids('tickets', mostTickets), rooms: ids('rooms', mostRooms) };
  if (faults.length > 0) throw new RequestValidationError(faults);
  return after === undefined ? wanted : { ...wanted, after: Number(after) };
}
