import { ignoreGone } from '../models/adopt-orders';
import { QueueEntry, RETENTION_MS } from './queue-entry';

/** Ended every entry a week after its user had come, also before the draw. */
const INDEX_BEFORE_EXPIRIES = 'joinedAt_1';

/**
 * Says of the entries of an earlier installation when they go. The index that ended them goes last, so that a start which was
 * broken off is done again, and later ones have nothing to do.
 */
export async function adoptEntries(): Promise<void> {
  const indexes = await QueueEntry.collection.indexes();
  if (!indexes.some(({ name }) => name === INDEX_BEFORE_EXPIRIES)) return;
  await QueueEntry.collection.updateMany({ number: { $exists: true }, expireAt: { $exists: false } }, [
    { $set: { expireAt: { $add: ['$joinedAt', RETENTION_MS] } } },
  ]);
  await QueueEntry.collection.dropIndex(INDEX_BEFORE_EXPIRIES).catch(ignoreGone);
}
