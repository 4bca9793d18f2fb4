import { metrics } from '@ticketing/common/observability';
import { exposePending, observeLateness } from './timer-metrics';

describe('the metrics of the timers', () => {
  it('count lateness in seconds, and an early one as none', async () => {
    const due = '2026-01-01T00:00:00.000Z';
    observeLateness(due, new Date('2026-01-01T00:00:00.200Z'));
    observeLateness(due, new Date('2025-12-31T23:59:59.999Z'));
    const text = await metrics.metrics();
    expect(text).toContain('expiration_lateness_seconds_bucket{le="0.25"} 2');
    expect(text).toContain('expiration_lateness_seconds_sum 0.2');
  });

  it('show how many are pending, and do not ask while Redis is away', async () => {
    const redis = { isReady: true };
    const pending = jest.fn(() => Promise.resolve(7));
    exposePending({ pending }, redis);
    expect(await metrics.metrics()).toContain('expiration_pending_orders 7');
    redis.isReady = false;
    pending.mockClear();
    expect(await metrics.metrics()).toContain('expiration_pending_orders 7');
    expect(pending).not.toHaveBeenCalled();
  });
});
