import { randomBytes, randomUUID } from 'node:crypto';
import { databases } from '@ticketing/infra';
import mongoose from 'mongoose';
import type { WholeSystem } from './whole-system';

const BATCH = 20_000;
const TICKETS = 1_000_000;
const USERS = 10_000;
const NOTIFICATIONS = 100_000;
const HOUR_MS = 3_600_000;

/** Which rows have events of their own: those that were not put there by `growSystem`. */
export const sold = { isGrown: { $exists: false } };

type Row = mongoose.mongo.Document;

/**
 * Makes a system that has sold something large: 1,000,000 tickets and 10,000 users wherever there are some, and 100,000
 * notifications that are sent in an hour. Each row is like one that is there.
 */
export async function growSystem(system: WholeSystem): Promise<void> {
  const waiting = { status: 'ACCEPTED', version: 0, dueAt: new Date(Date.now() + HOUR_MS) };
  const account = ({ email }: Row): Row => (email ? { email: `${randomUUID()}@example.com` } : {});
  for (const name of databases) {
    const connection = system.database(name);
    await multiply(connection, 'tickets', TICKETS);
    await multiply(connection, 'users', USERS, account);
    await multiply(connection, 'notifications', NOTIFICATIONS, () => waiting);
  }
  await settle(system);
}

/** Adds so many rows like one of the collection, if it has one, each with an id of its own and what `vary` says. */
async function multiply(
  connection: mongoose.Connection,
  name: string,
  count: number,
  vary: (like: Row) => Row = () => ({}),
): Promise<void> {
  const rows = connection.collection(name);
  const template = await rows.findOne({}, { projection: { claim: 0, expireAt: 0 } });
  if (!template) return;
  const newId = idsLike(template._id);
  for (let done = 0; done < count; done += BATCH) {
    const size = Math.min(BATCH, count - done);
    const batch = Array.from({ length: size }, () => ({
      ...template,
      ...vary(template),
      _id: newId(),
      isGrown: true,
    }));
    await rows.insertMany(batch as never, { ordered: false, writeConcern: { w: 1 } });
  }
}

function idsLike(id: unknown): () => unknown {
  if (id instanceof mongoose.Types.ObjectId) return () => new mongoose.Types.ObjectId();
  return /^[\da-f]{24}$/.test(String(id)) ? () => randomBytes(12).toString('hex') : () => randomUUID();
}

/** Waits until the database has written what it was given to its files. */
async function settle(system: WholeSystem): Promise<void> {
  await system.database('admin').db!.admin().command({ fsync: 1 });
  await system.rest();
}
