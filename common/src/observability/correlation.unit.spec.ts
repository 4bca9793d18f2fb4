import {
  correlationId,
  isCorrelationId,
  bindAsyncContext,
  newCorrelationId,
  runWithCorrelation,
} from './correlation';

describe('a correlation id', () => {
  it('is known to all that is awaited under it, and not outside', async () => {
    const seen = await runWithCorrelation('cause-1', async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return correlationId();
    });
    expect(seen).toBe('cause-1');
    expect(correlationId()).toBeUndefined();
  });

  it('goes on in what is done later for a request among others', () => {
    const resume = runWithCorrelation('mine', () => bindAsyncContext());
    expect(runWithCorrelation('another', () => resume(correlationId))).toBe('mine');
  });

  it('is taken from outside only when it is safe in logs and headers', () => {
    expect(isCorrelationId(newCorrelationId())).toBe(true);
    expect(isCorrelationId('order:1.2_3-x')).toBe(true);
    for (const bad of ['', 'a b', 'a\nb', '"', 'x'.repeat(129), 7, undefined, ['a']]) {
      expect(isCorrelationId(bad)).toBe(false);
    }
  });
});
