import type mongoose from 'mongoose';
import { holdsWithin } from './tasks';

/** How long committed events may take to be confirmed once the load has ended, in milliseconds. */
const CONFIRMED_WITHIN_MS = 30_000;

/**
 * Counts what must not be after a load on a service: aggregates without their event, events without their aggregate,
 * versions that are told of twice or never, and events that the broker has not confirmed.
 *
 * @param collection of the aggregates
 * @param kind as in the names of the outbox's aggregates, for example `ticket`
 * @param among which documents; all but those that were put there without events
 */
export async function auditOutbox(
  connection: mongoose.Connection,
  collection: string,
  kind: string,
  among: Record<string, unknown> = {},
): Promise<number> {
  const outbox = connection.collection('outbox');
  const confirmed = await holdsWithin(
    CONFIRMED_WITHIN_MS,
    async () => !(await outbox.findOne({ isSent: false })),
  );
  const unconfirmed = confirmed ? 0 : await outbox.countDocuments({ isSent: false });
  const versions = new Map<string, number>();
  const documents = connection.collection(collection).find(among, { projection: { version: 1 } });
  for await (const { _id, version } of documents) versions.set(`${kind}:${String(_id)}`, Number(version));
  const rows = new Map<string, Set<number>>();
  for await (const { aggregate, version } of outbox.find({}, { projection: { aggregate: 1, version: 1 } })) {
    const known = rows.get(String(aggregate)) ?? new Set();
    rows.set(String(aggregate), known.add(Number(version)));
  }
  let broken = unconfirmed;
  for (const [aggregate, version] of versions)
    broken += Math.abs(version + 1 - (rows.get(aggregate)?.size ?? 0));
  for (const aggregate of rows.keys())
    if (aggregate.startsWith(`${kind}:`) && !versions.has(aggregate)) broken += 1;
  return broken;
}
