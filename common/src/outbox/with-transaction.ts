import { setTimeout as pause } from 'node:timers/promises';
import type { ClientSession } from 'mongoose';

/** Bounds of the pause before a transaction starts again, in ms; it doubles from one to the other. */
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 250;

/**
 * Runs `work` in a durable transaction over a snapshot, again from its start when it met another's write.
 *
 * The driver starts again at once. Where many write to one document, each then hinders the others again, and none
 * gets through; so each waits for a time of its own that grows with every attempt.
 * Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ (full jitter)
 *
 * @throws what `work` throws; and a write conflict that has lasted for two minutes
 */
export function withTransaction<R>(session: ClientSession, work: () => Promise<R>): Promise<R> {
  let attempts = 0;
  return session.withTransaction(
    async () => {
      // Nothing was read yet: the snapshot is taken by the first operation after the pause.
      if (attempts++ > 0) await pause(Math.random() * pauseBefore(attempts));
      return work();
    },
    { writeConcern: { w: 'majority', j: true }, readConcern: { level: 'snapshot' } },
  );
}

/** The longest pause before an attempt, in ms. @param attempt 2 or more */
function pauseBefore(attempt: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 2), LONGEST_PAUSE_MS);
}
