import type { Gauge } from '@prometheus-io/client';
import { collectProcessMetrics, counter, gauge, histogram, metrics } from './metrics';

describe('metrics', () => {
  it('are made once per name', () => {
    expect(counter('spec_total', 'x')).toBe(counter('spec_total', 'x'));
    expect(gauge('spec_gauge', 'x')).toBe(gauge('spec_gauge', 'x'));
    expect(histogram('spec_seconds', 'x')).toBe(histogram('spec_seconds', 'x'));
  });

  it('are served as text, gauges with what they collect at that moment', async () => {
    counter('spec_labelled_total', 'x', ['kind']).inc({ kind: 'a' });
    gauge('spec_collected', 'x', [], (g) => g.set(42));
    const text = await metrics.metrics();
    expect(text).toContain('spec_labelled_total{kind="a"} 1');
    expect(text).toContain('spec_collected 42');
  });

  it.each<[string, () => Promise<void>]>([
    ['fails', () => Promise.reject(new Error('the database is away'))],
    ['hangs', () => new Promise(() => undefined)],
  ])('are served without the new figures of a gauge that %s', async (how, away) => {
    jest.useFakeTimers();
    let collect = (g: Gauge) => Promise.resolve(g.set(7));
    gauge(`spec_${how}`, 'x', [], (g) => collect(g));
    expect(await metrics.metrics()).toContain(`spec_${how} 7`);
    collect = away;
    const text = metrics.metrics();
    await jest.advanceTimersByTimeAsync(2_000);
    expect(await text).toContain(`spec_${how} 7`);
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
    // The registry is shared with the specs that follow.
    metrics.removeSingleMetric(`spec_${how}`);
  });

  it("include the process's own, however often that is asked for", async () => {
    collectProcessMetrics();
    collectProcessMetrics();
    expect(await metrics.metrics()).toContain('process_resident_memory_bytes');
  });
});
