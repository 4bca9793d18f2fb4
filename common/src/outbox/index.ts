export { Lease } from './lease';
export { Outbox, type OutboxOptions, type Transaction } from './outbox';
export { RELAY_AFTER_MS } from './relay';
