import type { Logger } from '@ticketing/common/observability';
import { Redis } from 'ioredis';

const MAX_WAIT_MS = 3_000;

/** The process's connections to Redis: one for commands, one for subscriptions. */
export interface RedisConnections {
  redis: Redis;
  subscriber: Redis;
  close(): Promise<void>;
}

/**
 * Connects to Redis, and doesn't insist: it carries hints and shared limits, and the database has the truth. So the
 * service starts without it, goes on while it is away, and uses it again when it is back.
 */
export async function connectRedis(url: string, logger: Logger): Promise<RedisConnections> {
  const options = {
    maxRetriesPerRequest: 1,
    connectTimeout: MAX_WAIT_MS,
    retryStrategy: (times: number) => Math.min(times * 100, 1_000),
  };
  const redis = new Redis(url, options);
  const subscriber = new Redis(url, { ...options, maxRetriesPerRequest: null });
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) logger.warn({ reason: error.message }, 'Redis is away');
    away = true;
  });
  redis.on('ready', () => {
    if (away) logger.info('Redis is back');
    away = false;
  });
  // Told by the other connection already.
  subscriber.on('error', () => undefined);
  await readyOrLate(redis);
  return {
    redis,
    subscriber,
    close: () => {
      redis.disconnect();
      subscriber.disconnect();
      return Promise.resolve();
    },
  };
}

async function readyOrLate(redis: Redis): Promise<void> {
  if (redis.status === 'ready') return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, MAX_WAIT_MS);
    redis.once('ready', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
