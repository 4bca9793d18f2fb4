import { RedisMessageStore } from '@ticketing/common/messaging';
import { Redis } from 'ioredis';
import { lettersInRedis } from './dead-letters';

/** A database of its own. */
const url = `${process.env['TEST_REDIS_URL']}/9`;
const redis = new Redis(url, { lazyConnect: true });

afterAll(async () => {
  await redis.flushdb();
  redis.disconnect();
});

it('reads what a service without a database gave up', async () => {
  const message = { subject: 'order:updated', sequence: 7, wire: '{"a mark"' };
  await new RedisMessageStore(redis, 'expiration:').addDeadLetter(message, 'not JSON', 1);
  await expect(lettersInRedis(url)).resolves.toEqual([
    { service: 'expiration', subject: 'order:updated', wire: '{"a mark"', error: 'not JSON' },
  ]);
});
