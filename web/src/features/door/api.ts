import { ApiError } from '../../lib/api/errors';
import { del, get, list, post } from '../../lib/api/typed';
import type { CheckIn, CheckInAnswer, Door, DoorStaff } from '../../lib/api/types';

/** Milliseconds after which a gate goes by its own list. */
const PATIENCE_MS = 2_500;

/** A code that was shown, as it is sent. */
export interface ShownCode {
  /** Of the check-in, by this device: asked again, the answer is the same. */
  id: string;
  code: string;
  showId: string;
  gate?: string;
  /** By this device's clock. */
  at: string;
}

/** The admissions that changed since the cursor; all of them, a part at a time, without one. */
export function followDoor(showId: string, after: string | undefined, signal: AbortSignal): Promise<Door> {
  return get('/api/door/{showId}', { path: { showId }, query: { after }, signal });
}

/** The public keys of codes, by their id. */
export async function listKeys(signal: AbortSignal): Promise<Record<string, string>> {
  const { keys } = await get('/api/door/keys', { signal });
  return Object.fromEntries(keys.map(({ id, key }) => [id, key]));
}

/** What the server says of a code. @throws when it says nothing in time, or that one may not ask */
export async function checkIn(body: ShownCode): Promise<CheckInAnswer> {
  try {
    return await post('/api/check-ins', { body, signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (error) {
    const refusal =
      error instanceof ApiError ? (error.body as Partial<CheckInAnswer> | undefined) : undefined;
    if (refusal?.result === undefined) throw error;
    return refusal as CheckInAnswer;
  }
}

/** Tells the server what this device decided by itself, in the order in which it did. */
export async function mergeCheckIns(checkIns: ShownCode[]): Promise<CheckInAnswer[]> {
  const { results } = await post('/api/check-ins/batch', { body: { checkIns } });
  return results;
}

export function undoCheckIn(id: string): Promise<undefined> {
  return del('/api/check-ins/{id}', { path: { id } });
}

/** Admissions for which gates that were offline let in somebody more, of the newest of those refused as used. */
export async function listDoubles(showId: string, signal: AbortSignal): Promise<CheckIn[]> {
  const { items } = await list('/api/door/{showId}/check-ins', {
    path: { showId },
    query: { result: 'used' },
    signal,
  });
  return items.filter(({ offline }) => offline);
}

export function listStaff(showId: string, signal: AbortSignal): Promise<DoorStaff[]> {
  return get('/api/door/{showId}/staff', { path: { showId }, signal });
}

export function addStaff(showId: string, email: string): Promise<DoorStaff> {
  return post('/api/door/{showId}/staff', { path: { showId }, body: { email } });
}

export function removeStaff(showId: string, userId: string): Promise<undefined> {
  return del('/api/door/{showId}/staff/{userId}', { path: { showId, userId } });
}
