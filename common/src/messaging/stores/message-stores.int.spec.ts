import { randomUUID } from 'node:crypto';
import Redis from 'ioredis';
import mongoose from 'mongoose';
import { useTestDatabase } from '../../testing';
import type { MessageStore, StoredMessage } from '../message-store';
import { MongoMessageStore } from './mongo-message-store';
import { RedisMessageStore } from './redis-message-store';

const message = (sequence: number): StoredMessage => ({
  subject: 'order:created',
  sequence,
  wire: `{"n":${sequence}}`,
});

describe('every message store', () => {
  useTestDatabase();
  let redis: Redis;

  beforeAll(() => {
    redis = new Redis(process.env['TEST_REDIS_URL'] ?? '', { lazyConnect: true });
    return redis.connect();
  });
  afterAll(() => redis.disconnect());

  const stores: [string, () => MessageStore][] = [
    ['MongoDB', () => new MongoMessageStore(mongoose.connection)],
    ['Redis', () => new RedisMessageStore(redis, `${randomUUID()}:`)],
  ];

  describe.each(stores)('in %s', (_name, make) => {
    let store: MessageStore;

    beforeEach(async () => {
      store = make();
      await store.prepare();
      await store.prepare();
    });

    it('counts failures by subject and sequence', async () => {
      expect(await store.countFailure(message(1))).toBe(1);
      expect(await store.countFailure(message(1))).toBe(2);
      expect(await store.countFailure(message(2))).toBe(1);
    });

    it('counts failures that two replicas report at once', async () => {
      const counts = await Promise.all(Array.from({ length: 10 }, () => store.countFailure(message(1))));
      expect(Math.max(...counts)).toBe(10);
    });

    it('keeps a dead letter with payload, error and attempts, once', async () => {
      await store.addDeadLetter(message(1), 'broken', 5);
      await store.addDeadLetter(message(1), 'broken', 5);
      expect(await store.countDeadLetters()).toBe(1);
      expect(await store.findDeadLetter('order:created.1')).toEqual({
        id: 'order:created.1',
        ...message(1),
        error: 'broken',
        attempts: 5,
        redrives: 0,
        deadAt: expect.any(Date) as Date,
      });
    });

    it('lists the newest first, page by page', async () => {
      for (const sequence of [1, 2, 3]) {
        await store.addDeadLetter(message(sequence), 'x', 5);
        const before = Date.now();
        while (Date.now() === before) await new Promise((resolve) => setImmediate(resolve));
      }
      const first = await store.listDeadLetters({ limit: 2 });
      const second = await store.listDeadLetters({ limit: 2, after: first[1] });
      expect([...first, ...second].map(({ sequence }) => sequence)).toEqual([3, 2, 1]);
    });

    it('goes on after a letter that is gone', async () => {
      for (const sequence of [1, 2, 3, 4]) await store.addDeadLetter(message(sequence), 'x', 5);
      const [, last, ...rest] = await store.listDeadLetters({ limit: 9 });
      await store.removeDeadLetter(last!.id);
      expect(await store.listDeadLetters({ limit: 1, after: last })).toEqual(rest.slice(0, 1));
      expect(await store.listDeadLetters({ limit: 9, after: last })).toEqual(rest);
    });

    it('notes a redrive that failed', async () => {
      await store.addDeadLetter(message(1), 'broken', 5);
      await store.noteRedrive('order:created.1', 'still broken');
      expect(await store.findDeadLetter('order:created.1')).toMatchObject({
        error: 'still broken',
        redrives: 1,
      });
      await expect(store.noteRedrive('order:created.9', 'x')).resolves.toBeUndefined();
    });

    it('removes a dead letter with its count, and says whether it was there', async () => {
      await store.countFailure(message(1));
      await store.addDeadLetter(message(1), 'broken', 5);
      expect(await store.removeDeadLetter('order:created.1')).toBe(true);
      expect(await store.removeDeadLetter('order:created.1')).toBe(false);
      expect(await store.findDeadLetter('order:created.1')).toBeNull();
      expect(await store.listDeadLetters({ limit: 10 })).toEqual([]);
      expect(await store.countFailure(message(1))).toBe(1);
    });
  });
});
