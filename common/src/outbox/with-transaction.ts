import type { ClientSession } from 'mongoose';
import { isUnavailable } from '../errors';
import { counter } from '../observability/metrics';
import { tooMany } from './aggregate-queue';

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
 * Between attempts the driver pauses for a random time that grows to half a second, so that many who write to one document
 * don't hinder each other for ever.
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
