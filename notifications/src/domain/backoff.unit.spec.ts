import { defaultBackoff, nextLookForUser, parseRetryAfter, retryDelay } from './backoff';

const policy = { baseMs: 1_000, capMs: 10_000, retries: 5 };

describe('the wait before a retry', () => {
  it('doubles its bound with each retry, up to the cap', () => {
    const bounds = [1, 2, 3, 4, 5, 6].map((retry) => retryDelay(policy, retry, 1));
    expect(bounds).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  });

  it('is drawn from the whole range', () => {
    expect(retryDelay(policy, 3, 0)).toBe(0);
    expect(retryDelay(policy, 3, 0.5)).toBe(2_000);
  });

  it('is never shorter than what the provider asked for', () => {
    expect(retryDelay(policy, 1, 0, 30_000)).toBe(30_000);
    expect(retryDelay(policy, 1, 0.5, 30_000)).toBe(30_500);
  });

  it('does not let a provider postpone for ever', () => {
    expect(retryDelay(policy, 1, 0, 1e12)).toBe(3_600_000);
  });

  it('is within three minutes over all five retries by default', () => {
    const total = [1, 2, 3, 4, 5].reduce((sum, retry) => sum + retryDelay(defaultBackoff, retry, 1), 0);
    expect(total).toBe(155_000);
  });
});

describe('a Retry-After header', () => {
  const now = new Date('2026-05-01T12:00:00Z');

  it('may be seconds', () => expect(parseRetryAfter('120', now)).toBe(120_000));
  it('may be a date', () => expect(parseRetryAfter('Fri, 01 May 2026 12:00:30 GMT', now)).toBe(30_000));
  it('may be in the past', () => expect(parseRetryAfter('Fri, 01 May 2026 11:00:00 GMT', now)).toBe(0));
  it.each(['', 'soon', undefined, null])('is ignored when it is %p', (value) => {
    expect(parseRetryAfter(value, now)).toBeUndefined();
  });
});

describe('looking for a user who is not known yet', () => {
  it('looks again after a second at first, then ever less often', () => {
    expect(nextLookForUser(0)).toBe(1_000);
    expect(nextLookForUser(60_000)).toBe(30_000);
    expect(nextLookForUser(3_600_000)).toBe(300_000);
  });

  it('looks for the last time at the end of the day, then gives up', () => {
    expect(nextLookForUser(24 * 3_600_000 - 10)).toBe(10);
    expect(nextLookForUser(24 * 3_600_000)).toBeUndefined();
  });
});
