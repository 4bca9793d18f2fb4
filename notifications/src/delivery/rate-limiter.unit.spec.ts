import { testLogger } from '@ticketing/common/testing';
import type { Redis } from 'ioredis';
import { notificationRow } from '../intake/store-rows';
import { mailRequest } from '../testing/stored';
import { defaultRateLimit, takeTurn, RateLimiter } from './rate-limiter';

describe('the rule', () => {
  /** The waits of `count` turns taken at the given times, in ms. */
  function waits(times: number[], limit = defaultRateLimit): number[] {
    let previous: number | undefined;
    return times.map((now) => {
      const turn = takeTurn(limit, previous, now);
      previous = turn.next;
      return turn.waitMs;
    });
  }

  describe('the rate limit of a receiver', () => {
    it('lets a burst of 20 through at once, then one every six seconds', () => {
      const given = waits(Array.from({ length: 23 }, () => 1_000));
      expect(given.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 0));
      expect(given.slice(20)).toEqual([6_000, 12_000, 18_000]);
    });

    it('gives back a turn for every six seconds of silence', () => {
      const burst = Array.from({ length: 20 }, () => 0);
      expect(waits([...burst, 6_000, 6_000]).slice(20)).toEqual([0, 6_000]);
    });

    it('never saves up more than the burst', () => {
      const hourLater = Array.from({ length: 21 }, () => 3_600_000);
      expect(waits([0, ...hourLater]).at(-1)).toBe(6_000);
    });

    it('gives no more than ten a minute in the long run', () => {
      const limit = { perMinute: 10, burst: 1 };
      const given = waits(
        Array.from({ length: 11 }, () => 0),
        limit,
      );
      expect(given.at(-1)).toBe(60_000);
    });
  });
});

describe('without Redis', () => {
  const limit = { perMinute: 10, burst: 2 };
  const rows = (...receivers: string[]) =>
    receivers.map((receiver) => ({ row: notificationRow(mailRequest({ receiver }), new Date()), receiver }));

  describe('while Redis is away', () => {
    it.each<[string, Partial<Redis>]>([
      ['is not connected', { status: 'reconnecting' }],
      ['fails', { status: 'ready', eval: () => Promise.reject(new Error('away')) }],
      ['does not answer', { status: 'ready', eval: () => new Promise(() => undefined) }],
    ])('and %s, the process keeps the limit by itself', async (_how, redis) => {
      const rateLimiter = new RateLimiter(redis as Redis, limit, testLogger);
      expect(await rateLimiter.take('EMAIL', rows('a@x.com', 'A@x.com', 'b@x.com'))).toEqual([0, 0, 0]);
      const [a, b, c] = await rateLimiter.take('EMAIL', rows('a@x.com', 'b@x.com', 'b@x.com'));
      expect([Math.round((a ?? 0) / 1000), b, Math.round((c ?? 0) / 1000)]).toEqual([6, 0, 6]);
      expect(await rateLimiter.take('SMS', rows('a@x.com'))).toEqual([0]);
    });
  });

  describe('a turn', () => {
    it('is kept: one that was put off asks for no other', async () => {
      const rateLimiter = new RateLimiter(
        { status: 'end' } as Redis,
        { perMinute: 10, burst: 1 },
        testLogger,
      );
      const [first, second] = rows('a@x.com', 'a@x.com');
      if (!first || !second) throw new Error('two rows are needed');
      second.row.permit = true;
      expect(await rateLimiter.take('EMAIL', [first, second])).toEqual([0, 0]);
    });

    it('is always there without a limit', async () => {
      const rateLimiter = new RateLimiter({ status: 'end' } as Redis, { perMinute: 0, burst: 1 }, testLogger);
      expect(await rateLimiter.take('EMAIL', rows('a@x.com', 'a@x.com'))).toEqual([0, 0]);
    });
  });
});
