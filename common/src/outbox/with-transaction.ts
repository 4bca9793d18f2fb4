import { setTimeout as pause } from 'node:timers/promises';
import type { ClientSession } from 'mongoose';
import { isUnavailable } from '../errors';
import { counter } from '../observability/metrics';
import { tooMany } from './aggregate-queue';

/** Bounds of the pause before a transaction starts again, in ms; it doubles from one to the other. */
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 250;
/** How long a transaction is started again, in ms: a client is answered while it still waits. */
export const RETRY_TRANSACTION_MS = 10_000;

/** Attempts beyond the first. */
export const transactionRetries = counter(
  'transaction_retries_total',
  'Transactions that started again because they met another write',
);

/**
 * Runs `work` in a durable transaction over a snapshot, again from its start when it met another's write.
 *
 * The driver starts again at once. Where many write to one document, each then hinders the others again, and none
 * gets through; so each waits for a time of its own that grows with every attempt.
 * Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ (full jitter)
 *
 * @throws what `work` throws; UnavailableError when it has met other writes for ten seconds, and nothing was done
 */
export function withTransaction<R>(session: ClientSession, work: () => Promise<R>): Promise<R> {
  const deadline = performance.now() + RETRY_TRANSACTION_MS;
  let attempts = 0;
  let isAway = false;
  return session.withTransaction(
    async () => {
      if (attempts++ > 0) {
        if (!isAway && performance.now() >= deadline) throw tooMany();
        transactionRetries.inc();
        // Nothing was read yet: the snapshot is taken by the first operation after the pause.
        await pause(Math.random() * pauseBefore(attempts));
      }
      try {
        isAway = false;
        return await work();
      } catch (error) {
        // The driver's own patience counts while the database fails over.
        isAway = isUnavailable(error);
        throw error;
      }
    },
    { writeConcern: { w: 'majority', j: true }, readConcern: { level: 'snapshot' } },
  );
}

/** The longest pause before an attempt, in ms. @param attempt 2 or more */
function pauseBefore(attempt: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 2), LONGEST_PAUSE_MS);
}
