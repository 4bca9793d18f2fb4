import { once } from 'node:events';
import type mongoose from 'mongoose';
import { Arrivals } from './tasks';

/**
 * Notes when documents come into a collection, all that come after it has resolved. By a change stream: whoever asks again and
 * again keeps the database busy.
 */
export async function watchInserts(collection: mongoose.Collection): Promise<{
  arrivals: Arrivals;
  stop: () => Promise<void>;
}> {
  const arrivals = new Arrivals();
  const stream = collection.watch([
    { $match: { operationType: 'insert' } },
    { $project: { documentKey: 1 } },
  ]);
  stream.on('change', (change: { documentKey?: { _id: unknown } }) =>
    arrivals.note(String(change.documentKey?._id)),
  );
  await once(stream, 'resumeTokenChanged');
  return { arrivals, stop: () => stream.close() };
}
