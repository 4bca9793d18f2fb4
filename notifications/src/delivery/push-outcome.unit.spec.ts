import {
  networkErrorOutcome,
  statusOutcome,
  defaultBackoff,
  nextLookForUser,
  parseRetryAfter,
  retryDelay,
  decide,
  restingStatus,
  type PushOutcome,
} from './push-outcome';

describe('a push’s outcome', () => {
  describe('an HTTP answer', () => {
    it.each([408, 429])('%i passes, and the provider is well', (status) => {
      expect(statusOutcome(status, 'later', 30_000)).toEqual({
        kind: 'retry',
        code: String(status),
        error: 'later',
        failsProvider: false,
        retryAfterMs: 30_000,
      });
    });

    it.each([500, 502, 503, 504])('%i passes, and the provider fails', (status) => {
      expect(statusOutcome(status, 'down')).toMatchObject({ kind: 'retry', failsProvider: true });
    });

    it.each([401, 403])('%i is a fault of the configuration, by which no message is lost', (status) => {
      expect(statusOutcome(status, 'who?')).toMatchObject({ kind: 'retry', failsProvider: true });
    });

    it.each([301, 400, 404, 410, 422])('%i is for good', (status) => {
      expect(statusOutcome(status, 'no')).toEqual({ kind: 'refused', code: String(status), error: 'no' });
    });
  });

  describe('a provider that cannot be reached', () => {
    it('is known by the code of the cause', () => {
      const cause = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
      expect(networkErrorOutcome(new TypeError('fetch failed', { cause }))).toEqual({
        kind: 'retry',
        code: 'ECONNREFUSED',
        error: 'fetch failed',
        failsProvider: true,
      });
    });

    it('or by the name of the error', () => {
      const late = new DOMException('late', 'TimeoutError');
      expect(networkErrorOutcome(late)).toMatchObject({ code: 'TimeoutError', failsProvider: true });
    });
  });
});

describe('the backoff', () => {
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
});

describe('the decision', () => {
  const now = new Date('2026-05-01T12:00:00Z');
  const failed: PushOutcome = { kind: 'retry', code: '503', error: 'away', failsProvider: true };

  describe('after a push', () => {
    it('is done when the provider took it', () => {
      expect(decide({ kind: 'accepted' }, 0, defaultBackoff, now, 0.5)).toEqual({ status: 'PROCESSED' });
    });

    it('is dead at once when the provider refused it for good', () => {
      const refused: PushOutcome = { kind: 'refused', code: '550', error: 'no such mailbox' };
      expect(decide(refused, 0, defaultBackoff, now, 0.5)).toEqual({ status: 'DEAD', reason: 'refused' });
    });

    it('is retried five times, then dead', () => {
      const statuses = [0, 1, 2, 3, 4, 5].map(
        (tries) => decide(failed, tries, defaultBackoff, now, 0).status,
      );
      expect(statuses).toEqual(['RETRYING', 'RETRYING', 'RETRYING', 'RETRYING', 'RETRYING', 'DEAD']);
    });

    it('waits longer after each failure, and as long as the provider asked', () => {
      const second = decide(failed, 1, { baseMs: 1_000, capMs: 60_000, retries: 5 }, now, 1);
      expect(second).toEqual({ status: 'RETRYING', dueAt: new Date(now.getTime() + 2_000) });
      const asked = decide({ ...failed, retryAfterMs: 30_000 }, 0, defaultBackoff, now, 0);
      expect(asked).toEqual({ status: 'RETRYING', dueAt: new Date(now.getTime() + 30_000) });
    });

    it('says why it was given up', () => {
      expect(decide(failed, 5, defaultBackoff, now, 0)).toEqual({
        status: 'DEAD',
        reason: 'retries exhausted',
      });
    });
  });

  describe('without a lease', () => {
    it('is as it was accepted until a push was answered', () => {
      expect(restingStatus(undefined)).toBe('ACCEPTED');
      expect(restingStatus(1)).toBe('RETRYING');
    });
  });
});
