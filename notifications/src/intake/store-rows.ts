import { isDuplicateKey, isUnavailable } from '@ticketing/common/errors';
import { sameEmailAddress } from '@ticketing/common/forms';
import { mongo } from 'mongoose';
import { nextLookAtHeld } from '../delivery/push-outcome';
import {
  type AcceptResult,
  type NotificationRequest,
  type NotificationCollection,
  type NotificationRow,
  durable,
  RETENTION_MS,
} from '../notification/notification';
import { idAmongOwn, notificationOwner } from '../notification/notification-id';
import { fitInOne, insertPlainly, type RefusedWrite } from '../notification/plain-writes';

/** A row as it begins: outstanding and due at once, or complete when the app itself is the channel. */
export function notificationRow(request: NotificationRequest, now: Date): NotificationRow {
  const shown = request.type === 'INBOX';
  const dueAt = request.held ? new Date(now.getTime() + (nextLookAtHeld(0) ?? 0)) : (request.dueAt ?? now);
  // One shape for all, and no copying: tens of thousands are made a second. What is undefined isn't stored.
  return {
    _id: request.uuid,
    type: request.type,
    receiver: request.receiver,
    accountId: request.accountId,
    userId: request.userId,
    subject: request.subject,
    text: request.text,
    html: request.html,
    kind: request.kind,
    origin: request.origin,
    submitter: request.submitter,
    requester: request.requester,
    supportTicketId: request.supportTicketId,
    staffOnly: request.staffOnly,
    path: request.path,
    unsubscribeUrl: request.unsubscribeUrl,
    admissionIds: request.admissionIds,
    traceparent: request.traceparent,
    entries: request.entries,
    status: shown ? 'PROCESSED' : request.held ? 'HELD' : 'ACCEPTED',
    version: 0,
    createdAt: now,
    heldAt: request.held ? now : undefined,
    dueAt: shown ? undefined : dueAt,
    processedAt: shown ? now : undefined,
    readAt: request.read ? now : undefined,
    expireAt: shown ? new Date(now.getTime() + RETENTION_MS) : undefined,
  };
}

export interface StoredRows {
  results: AcceptResult[];
  /** The rows that are new. */
  inserted: NotificationRow[];
}

/**
 * Inserts a row per request in one command, durably. The primary key decides which are new, also between replicas; the
 * others are compared with what is stored, or stored among their owner's own when it is somebody else's.
 *
 * @throws when the database can't store them; those that were stored are found as duplicates by a repetition.
 */
export async function insertRows(
  collection: NotificationCollection,
  requests: readonly NotificationRequest[],
  now: Date,
): Promise<StoredRows> {
  const rows = requests.map((request) => notificationRow(request, now));
  const refused = await insertUnordered(collection, rows);
  if (refused.size === 0) return { results: rows.map(accepted), inserted: rows };
  const stored = await byUuid(
    collection,
    [...refused].map((index) => rows[index]?._id ?? ''),
  );
  const again: { index: number; request: NotificationRequest }[] = [];
  const results = rows.map((row, index) => {
    if (!refused.has(index)) return accepted(row);
    const existing = stored.get(row._id);
    // Defence: a guessed uuid keeps no one from being told → if (existing) return compared(row, existing);
    if (existing && notificationOwner(existing) === notificationOwner(row)) return compared(row, existing);
    const request = requests[index] ?? failed();
    // Without one, retention removed the older row between the two commands: the uuid is free again.
    again.push({ index, request: existing ? amongOwn(request) : request });
    return accepted(row);
  });
  const inserted = rows.filter((_, index) => !refused.has(index));
  if (again.length > 0) {
    const second = await insertRows(
      collection,
      again.map(({ request }) => request),
      now,
    );
    again.forEach(({ index }, nth) => (results[index] = second.results[nth] ?? failed()));
    inserted.push(...second.inserted);
  }
  return { results, inserted };
}

/**
 * The same within a transaction, where a duplicate key would end it: what is stored is looked up first, and a race for
 * the same uuid is a write conflict that makes the transaction run again.
 */
export async function insertRowsIn(
  session: mongo.ClientSession,
  collection: NotificationCollection,
  requests: NotificationRequest[],
  now: Date,
): Promise<StoredRows> {
  const known = await byUuid(
    collection,
    requests.flatMap((request) => [request.uuid, amongOwn(request).uuid]),
    session,
  );
  const inserted: NotificationRow[] = [];
  const results = requests.map((given) => {
    const taken = known.get(given.uuid);
    const request = taken && notificationOwner(taken) !== notificationOwner(given) ? amongOwn(given) : given;
    const existing = known.get(request.uuid);
    const row = notificationRow(request, now);
    if (existing) return compared(row, existing);
    inserted.push(row);
    known.set(row._id, row);
    return accepted(row);
  });
  if (inserted.length > 0)
    await collection.insertMany(inserted, { session, ordered: true, ignoreUndefined: true });
  return { results, inserted };
}

/** @returns the places of those whose uuid is stored already */
async function insertUnordered(
  collection: NotificationCollection,
  rows: NotificationRow[],
): Promise<Set<number>> {
  if (fitInOne(rows)) {
    try {
      return duplicateIndexes(await insertPlainly(collection, rows));
    } catch (error) {
      // What it may have stored is found by the next attempt, for which the driver waits for a primary.
      if (!isUnavailable(error)) throw error;
    }
  }
  try {
    await collection.insertMany(rows, { ordered: false, ignoreUndefined: true, ...durable });
    return new Set();
  } catch (error) {
    if (!(error instanceof mongo.MongoBulkWriteError)) throw error;
    const errors = [error.writeErrors].flat();
    if (errors.length === 0 || error.result.getWriteConcernError()) throw error;
    return duplicateIndexes(errors.map(({ index, code, errmsg = '' }) => ({ index, code, errmsg })));
  }
}

function duplicateIndexes(refused: RefusedWrite[]): Set<number> {
  const other = refused.find((each) => !isDuplicateKey(each));
  if (other) throw new mongo.MongoServerError(other);
  return new Set(refused.map(({ index }) => index));
}

async function byUuid(
  collection: NotificationCollection,
  uuids: string[],
  session?: mongo.ClientSession,
): Promise<Map<string, NotificationRow>> {
  const rows = await collection.find({ _id: { $in: uuids } }, { ...(session && { session }) }).toArray();
  return new Map(rows.map((row) => [row._id, row]));
}

/** The request under an id that nobody else can take. */
function amongOwn(request: NotificationRequest): NotificationRequest {
  return { ...request, uuid: idAmongOwn(notificationOwner(request), request.uuid) };
}

function accepted(row: NotificationRow): AcceptResult {
  return acceptResult('accepted', row);
}

function compared(row: NotificationRow, existing: NotificationRow): AcceptResult {
  return acceptResult(sameBody(row, existing) ? 'duplicate' : 'conflict', existing);
}

function acceptResult(outcome: AcceptResult['outcome'], { _id: id, heldAt }: NotificationRow): AcceptResult {
  return heldAt ? { outcome, id, held: true } : { outcome, id };
}

function failed(): never {
  throw new Error('an insert gave fewer results than it was given rows');
}

type Body = Pick<
  NotificationRequest,
  | 'type'
  | 'receiver'
  | 'userId'
  | 'subject'
  | 'text'
  | 'html'
  | 'origin'
  | 'submitter'
  | 'supportTicketId'
  | 'requester'
>;

/**
 * True when two requests with one uuid ask for the same. An event's uuid says which event, receiver and channel it is
 * for, so its text may differ: a template or a name has changed between two deliveries of the same event.
 */
export function sameBody(request: Body, stored: Body): boolean {
  if (request.origin === 'event' && stored.origin === 'event') return true;
  return (
    request.type === stored.type &&
    isStoredAs(request.text, stored.text) &&
    sameReceiver(request, stored) &&
    request.userId === stored.userId &&
    isStoredAs(request.subject, stored.subject) &&
    request.html === stored.html &&
    request.submitter === stored.submitter &&
    request.supportTicketId === stored.supportTicketId &&
    isStoredAs(request.requester, stored.requester)
  );
}

/** Rows stored before addresses had one form hold them as they were spelled. */
function sameReceiver(request: Body, stored: Body): boolean {
  if (request.receiver === stored.receiver) return true;
  if (request.type !== 'EMAIL' || request.receiver === undefined || stored.receiver === undefined)
    return false;
  return sameEmailAddress(request.receiver, stored.receiver);
}

/** Half a character, of a text that was cut in between, can't be stored: U+FFFD stands there instead. */
function isStoredAs(given: string | undefined, stored: string | undefined): boolean {
  return given === stored || (given !== undefined && Buffer.from(given).toString() === stored);
}
