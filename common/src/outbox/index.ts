export { GroupCommit } from './group-commit';
export { Lease } from './lease';
export { type InsertBatch, Outbox, type OutboxOptions, type Transaction } from './outbox';
export { RELAY_AFTER_MS } from './relay';
