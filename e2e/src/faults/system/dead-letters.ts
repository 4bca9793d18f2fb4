import { RedisMessageStore } from '@ticketing/common/messaging';
import { databases } from '@ticketing/infra';
import { Redis } from 'ioredis';
import type { DeadLetterState } from '../check/snapshot';
import type { System } from './system';

/** More than a run can make. */
const ALL = 10_000;

/** Messages that services gave up: in MongoDB, and in Redis for the one that has no database. */
export async function readDeadLetters(system: System): Promise<DeadLetterState[]> {
  const services = databases.filter((service) => system.has(service));
  const stored = services.map(async (service): Promise<DeadLetterState[]> => {
    const rows = await system.stores.collection(service, 'dead_letters').find().limit(ALL).toArray();
    return rows.map(({ subject, wire, error }) => ({
      service,
      subject: subject as string,
      wire: wire as string,
      error: error as string,
    }));
  });
  const inRedis = system.has('expiration') ? lettersInRedis(system.servers.redis.url) : [];
  return (await Promise.all([...stored, inRedis])).flat();
}

/** What expiration gave up. @param url of its Redis */
export async function lettersInRedis(url: string): Promise<DeadLetterState[]> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  // Each command rejects by itself.
  redis.on('error', () => undefined);
  try {
    const letters = await new RedisMessageStore(redis, 'expiration:').listDeadLetters({ limit: ALL });
    return letters.map(({ subject, wire, error }) => ({ service: 'expiration', subject, wire, error }));
  } finally {
    redis.disconnect();
  }
}
