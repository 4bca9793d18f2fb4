import { mongo } from 'mongoose';
import { durable, type NotificationCollection, type NotificationRow } from './notification';

/** What the server tells of a row that it did not write. */
export interface RefusedWrite {
  /** Its place among those that were sent, from 0. */
  index: number;
  code: number;
  errmsg: string;
}

/** A statement of MongoDB's `update` command. */
export interface UpdateStatement {
  q: mongo.Filter<NotificationRow>;
  u: mongo.UpdateFilter<NotificationRow>;
}

interface Answer {
  /** Inserted, or matched. */
  n: number;
  writeErrors?: RefusedWrite[];
  /** It was written, but is not known to be on a majority: a change of roles may undo it. */
  writeConcernError?: { code: number; errmsg: string };
}

/**
 * Most text in one command, in UTF-16 units: however it is encoded, with the other fields of a thousand rows it stays
 * below the 16 MiB that a command may have.
 */
const MAX_TEXT = 4 * 1024 * 1024;

/** Whether these rows may go in one command. */
export function fitInOne(rows: readonly NotificationRow[]): boolean {
  let units = 0;
  for (const { text, html } of rows) units += text.length + (html?.length ?? 0);
  return units <= MAX_TEXT;
}

/**
 * Inserts rows durably, each for itself, by one plain command. The driver's `insertMany` and `bulkWrite` size each row
 * before they write it, and number what they send so that the server can tell a repetition, for which it keeps a record of
 * its own with every write. A repetition is harmless here: the primary key tells it.
 *
 * @returns the rows that were refused
 * @throws when the server is away, also where the driver would have tried again, and when they are not known to be durable
 */
export async function insertPlainly(
  collection: NotificationCollection,
  rows: NotificationRow[],
): Promise<RefusedWrite[]> {
  const { writeErrors } = await run(collection, { insert: collection.collectionName, documents: rows });
  return writeErrors ?? [];
}

/**
 * Updates rows durably, each for itself, by one plain command; it is not tried again, as above.
 *
 * @returns how many were matched
 * @throws when the server is away or refuses one of them, and when they are not known to be durable
 */
export async function updatePlainly(
  collection: NotificationCollection,
  updates: UpdateStatement[],
): Promise<number> {
  const { n, writeErrors } = await run(collection, { update: collection.collectionName, updates });
  const [refused] = writeErrors ?? [];
  if (refused) throw new mongo.MongoServerError(refused);
  return n;
}

async function run(collection: NotificationCollection, command: mongo.Document): Promise<Answer> {
  const { db } = collection.conn;
  if (!db) throw new mongo.MongoNotConnectedError('not connected');
  const { writeConcern } = durable;
  const sent = { ...command, ordered: false, writeConcern };
  const answer = (await db.command(sent, { ignoreUndefined: true })) as unknown as Answer;
  // The driver leaves it to the caller of a plain command to look.
  if (answer.writeConcernError) throw new mongo.MongoServerError(answer.writeConcernError);
  return answer;
}
