import { randomUUID } from 'node:crypto';
import { testLogger } from '@ticketing/common/testing';
import { Redis } from 'ioredis';
import { notificationRow } from '../intake/store-rows';
import { mailRequest } from '../testing/stored';
import { takeTurn, RateLimiter } from './rate-limiter';

const url = () => process.env['TEST_REDIS_URL'] ?? '';
const limit = { perMinute: 10, burst: 20 };
let clients: Redis[];

beforeAll(async () => {
  clients = [new Redis(url()), new Redis(url())];
  await Promise.all(clients.map((client) => client.ping()));
});
afterAll(() => clients.forEach((client) => client.disconnect()));

describe('the rate limit of a receiver', () => {
  it('is shared by replicas: between them a burst of 20, then one every six seconds', async () => {
    const prefix = `spec:${randomUUID()}:`;
    const replicas = clients.map((client) => new RateLimiter(client, limit, testLogger, prefix));
    const receiver = 'busy@example.com';
    const take = (rateLimiter: RateLimiter) =>
      rateLimiter.take('EMAIL', [{ row: notificationRow(mailRequest(), new Date()), receiver }]);
    const waits = (await Promise.all(Array.from({ length: 23 }, (_, n) => take(replicas[n % 2]!)))).flat();
    const later = waits.filter((ms) => ms > 0).sort((a, b) => a - b);
    expect(waits.filter((ms) => ms === 0)).toHaveLength(20);
    expect(later.map((ms) => Math.round(ms / 6_000))).toEqual([1, 2, 3]);
    expect(
      await replicas[0]?.take('SMS', [{ row: notificationRow(mailRequest(), new Date()), receiver }]),
    ).toEqual([0]);
  });

  it('follows the same rule there as here', async () => {
    const prefix = `spec:${randomUUID()}:`;
    const rateLimiter = new RateLimiter(clients[0]!, { perMinute: 60, burst: 3 }, testLogger, prefix);
    const rows = Array.from({ length: 8 }, () => ({
      row: notificationRow(mailRequest(), new Date()),
      receiver: 'a@x.com',
    }));
    const shared = await rateLimiter.take('EMAIL', rows);
    let previous: number | undefined;
    const here = rows.map(() => {
      const turn = takeTurn({ perMinute: 60, burst: 3 }, previous, 1_000);
      previous = turn.next;
      return turn.waitMs;
    });
    expect(shared).toEqual(here);
  });

  it('is forgotten once it no longer matters', async () => {
    const prefix = `spec:${randomUUID()}:`;
    const rateLimiter = new RateLimiter(clients[0]!, limit, testLogger, prefix);
    await rateLimiter.take('EMAIL', [
      { row: notificationRow(mailRequest(), new Date()), receiver: 'a@x.com' },
    ]);
    const ttl = await clients[0]!.pttl(`${prefix}EMAIL:a@x.com`);
    expect(ttl).toBeGreaterThan(0);
    expect(ttl).toBeLessThanOrEqual(7_000);
  });
});
