export { AggregateQueue, type AggregateQueueOptions } from './aggregate-queue';
export { Lease } from './lease';
export {
  type InsertBatch,
  Outbox,
  type OutboxOptions,
  type RequiredUpdate,
  type Transaction,
  type TransactionOptions,
} from './outbox';
export { RELAY_AFTER_MS } from './relay';
export { RETRY_TRANSACTION_MS, transactionRetries } from './with-transaction';
