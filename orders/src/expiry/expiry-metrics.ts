import { counter, histogram } from '@ticketing/common/observability';

const expiredTotal = counter('orders_expired_total', 'Orders ended because their time was up');
const lateness = histogram(
  'order_expiry_lateness_seconds',
  'Time from an order’s expiresAt until it was cancelled',
  [],
  [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 60],
);

/** Counts an expired order and how late it was. */
export function recordExpiry(expiresAt: Date): void {
  expiredTotal.inc();
  lateness.observe(Math.max(0, Date.now() - expiresAt.getTime()) / 1_000);
}
