import { type Page, withQuery } from '../../lib/api/client';
import { ApiError } from '../../lib/api/errors';
import { del, fillPath, get, list, post } from '../../lib/api/typed';
import type {
  CheckIn,
  CheckInAnswer,
  Door,
  DoorMessage,
  DoorStaff,
  Holder,
  StaffedDoor,
} from '../../lib/api/types';

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

/** All for which gates that were offline let in somebody more, the newest first. */
export async function listDoubles(showId: string, signal: AbortSignal): Promise<CheckIn[]> {
  const doubles: CheckIn[] = [];
  let next: string | null = null;
  do {
    const page: Page<CheckIn> = await list('/api/door/{showId}/check-ins', {
      path: { showId },
      query: { result: 'used', offline: 'true', limit: 100 },
      next,
      signal,
    });
    doubles.push(...page.items);
    next = page.next;
  } while (next !== null);
  return doubles;
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

/** Doors at which the user checks codes for others. */
export function listDoors(signal: AbortSignal): Promise<StaffedDoor[]> {
  return get('/api/door', { signal });
}

/** Where all holders are, as a file. */
export function holdersFile(showId: string): string {
  return withQuery(fillPath('/api/door/{showId}/holders', { showId }), { format: 'csv' });
}

/** Holders whose name, address or seat has the text; all, without one. */
export async function listHolders(
  showId: string,
  q: string,
  next: string | null,
  signal: AbortSignal,
): Promise<Page<Holder & { id: string }>> {
  const query = q === '' ? {} : { q };
  const page = await list('/api/door/{showId}/holders', { path: { showId }, query, next, signal });
  return { ...page, items: page.items.map((holder) => ({ ...holder, id: holder.admissionId })) };
}

/** What a seller writes to all holders. */
export type DoorMessageDraft = Pick<DoorMessage, 'subject' | 'text'>;

export async function countHolders(showId: string): Promise<number> {
  return (await get('/api/door/{showId}/messages/audience', { path: { showId } })).people;
}

export function sendMessage(showId: string, body: DoorMessageDraft, key: string): Promise<DoorMessage> {
  return post('/api/door/{showId}/messages', { path: { showId }, body, headers: { 'idempotency-key': key } });
}

export function listMessages(
  showId: string,
  next: string | null,
  signal: AbortSignal,
): Promise<Page<DoorMessage>> {
  return list('/api/door/{showId}/messages', { path: { showId }, next, signal });
}

export function getMessage(showId: string, messageId: string, signal: AbortSignal): Promise<DoorMessage> {
  return get('/api/door/{showId}/messages/{messageId}', { path: { showId, messageId }, signal });
}
