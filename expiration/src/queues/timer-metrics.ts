import { gauge, histogram } from '@ticketing/common/observability';
import { toLateness } from '../domain/timer';

const lateness = histogram(
  'expiration_lateness_seconds',
  'Seconds from the time an order expires until expiration:complete is with the broker',
  [],
  [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
);

/** Notes how late a timer fired. */
export function observeLateness(expiresAt: string, now: Date): void {
  lateness.observe(Math.max(0, toLateness(expiresAt, now)) / 1000);
}

/** Shows the number of timers that are not yet due; the last known number while Redis is away. */
export function exposePending(timers: { pending(): Promise<number> }, redis: { isReady: boolean }): void {
  gauge('expiration_pending_orders', 'Orders whose time is not yet up', [], async (self) => {
    if (redis.isReady) self.set(await timers.pending());
  });
}
