import { decideVersion, GapError } from '@ticketing/common/messaging';
import type { Model } from 'mongoose';

/** One event of an aggregate of which a replica is kept. */
export interface VersionedChange<T> {
  /** Kind of the aggregate, for example `order`. */
  readonly kind: string;
  readonly id: string;
  readonly version: number;
  /** What the event tells; all of the replica when the version is 0. */
  readonly set: Partial<Omit<T, '_id' | 'version'>>;
}

/**
 * Applies an event to a replica if it is the next version; one that was applied before changes nothing.
 *
 * @throws GapError when an earlier version is missing
 */
export async function applyVersion<T extends { _id: string; version: number }>(
  replica: Model<T>,
  { kind, id, version, set }: VersionedChange<T>,
): Promise<void> {
  const rows = replica.collection;
  if (version === 0) {
    await rows.updateOne({ _id: id as never }, { $setOnInsert: { version, ...set } }, { upsert: true });
    return;
  }
  const { matchedCount } = await rows.updateOne(
    { _id: id as never, version: version - 1 },
    { $set: { version, ...set } },
  );
  if (matchedCount === 1) return;
  const known = await rows.findOne({ _id: id as never }, { projection: { version: 1 } });
  if (decideVersion(known?.['version'] as number | undefined, version) !== 'stale') {
    throw new GapError({ aggregate: `${kind}:${id}`, version: version - 1 });
  }
}
