import { counter, gauge, histogram } from '@ticketing/common/observability';

/** Pushed and marked. */
export const processedTotal = counter('notifications_processed_total', 'Notifications a provider took', [
  'type',
]);
export const retriesTotal = counter(
  'notifications_retries_total',
  'Pushes that failed and will be repeated',
  ['type', 'code'],
);
export const deadTotal = counter('notifications_dead_total', 'Notifications given up', ['type', 'reason']);
export const deferredTotal = counter(
  'notifications_deferred_total',
  'Notifications put off without an attempt',
  ['type', 'reason'],
);
/** A worker stopped between claiming and storing the answer; each may have been pushed twice. */
export const interruptedTotal = counter(
  'notifications_interrupted_total',
  'Leases that ran out, with or without a push whose answer is unknown',
);
/** A push that took longer than the lease; another worker may have pushed it too. */
export const leaseLostTotal = counter(
  'notifications_lease_lost_total',
  'Answers that came after the lease had ended',
);
export const pushSeconds = histogram('notification_push_seconds', 'Time a provider took for a push', [
  'provider',
  'outcome',
]);
export const breakerOpen = gauge('notification_breaker_open', 'Whether a channel is paused: 1 while it is', [
  'provider',
]);
