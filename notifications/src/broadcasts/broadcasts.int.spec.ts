import { userKey } from '@ticketing/common/roles';
import { bearer, waitFor } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import type { Connection } from 'mongoose';
import request from 'supertest';
import { FeedLog } from '../feed/feed-log';
import { notificationCollection } from '../notification/notification';
import { facts } from '../testing/facts';
import { newShared, startLiveReplica } from '../testing/live-replica';
import { endReplicas, sharedEnvironment, startReplica } from '../testing/replica';
import { BroadcastStore } from './broadcast-store';

const admin = bearer({ role: 'admin' });

const addUsers = async (connection: Connection, count: number): Promise<string[]> => {
  const users = Array.from({ length: count }, () => facts.user());
  await connection
    .collection<{ _id: unknown }>('users')
    .insertMany(users.map(({ id, ...user }) => ({ _id: userKey(id), ...user })));
  return users.map(({ id }) => id);
};

/** Expects each of these users to have been told once on each channel, and shown it live once. */
const expectToldOnce = async (connection: Connection, userIds: string[]): Promise<void> => {
  const rows = await notificationCollection(connection).find({ kind: 'broadcast' }).toArray();
  for (const type of ['INBOX', 'EMAIL']) {
    const told = rows.filter((row) => row.type === type).map(({ userId }) => userId);
    expect(told.sort()).toEqual([...userIds].sort());
  }
  const shown = await new FeedLog({ connection }).read({ after: 0, limit: 100_000 });
  expect(shown.map(({ scope }) => scope).sort()).toEqual(userIds.map((id) => `user:${id}`).sort());
};

describe('a broadcast', () => {
  it.each([
    ['is begun at once by the queue', { sweepMs: 3_600_000 }, true],
    ['is begun also when Redis has lost the job', { sweepMs: 100 }, false],
  ])('%s, by one of two replicas', async (_how, broadcasts, keepJob) => {
    const shared = newShared();
    const replicas = [
      await startLiveReplica(shared, { broadcasts }),
      await startLiveReplica(shared, { broadcasts }),
    ] as const;
    const [{ connection, url }] = replicas;
    const userIds = await addUsers(connection, 450);
    const href = keepJob
      ? (
          await request(url)
            .post('/api/notifications/broadcasts')
            .set('Authorization', admin)
            .send({ message: 'x', audience: 'all' })
            .expect(202)
        ).body.href
      : await withoutJob(connection);
    const progress = async () =>
      (await request(replicas[1].url).get(href).set('Authorization', admin).expect(200)).body;
    await waitFor(async () => (await progress()).progress === 100);
    expect(await progress()).toMatchObject({ status: 'DONE', told: 450 });
    await expectToldOnce(connection, userIds);
    await connection.dropDatabase();
    await Promise.all(replicas.map((replica) => replica.stop()));
  });
});

const withoutJob = async (connection: Connection): Promise<string> => {
  const { _id } = await new BroadcastStore(connection).create({
    message: 'x',
    audience: 'all',
    by: facts.id(),
    total: 450,
  });
  return `/api/notifications/broadcasts/${_id.toHexString()}`;
};

describe('a broadcast whose process is killed', () => {
  const environment = sharedEnvironment({ DELIVERY: 'off' });
  let connection: Connection;
  beforeAll(async () => {
    connection = await mongoose.createConnection(environment['MONGO_URI'] ?? '').asPromise();
  });
  afterEach(endReplicas);
  afterAll(async () => {
    await connection.dropDatabase();
    await connection.close();
  });

  it('goes on in another, and reaches everyone once', async () => {
    const userIds = await addUsers(connection, 6_000);
    const first = await startReplica(environment);
    const store = new BroadcastStore(connection);
    const { _id } = await store.create({ message: 'x', audience: 'all', by: facts.id(), total: 6_000 });
    const id = _id.toHexString();
    await waitFor(async () => ((await store.find(id))?.looked ?? 0) >= 600, { timeout: 30_000, interval: 5 });
    await first.end('SIGKILL');
    const interrupted = await store.find(id);
    expect(interrupted).toMatchObject({ status: 'RUNNING' });
    expect(interrupted?.looked).toBeLessThan(6_000);
    await startReplica(environment);
    await waitFor(async () => (await store.find(id))?.status === 'DONE', { timeout: 90_000, interval: 100 });
    expect(await store.find(id)).toMatchObject({ looked: 6_000, told: 6_000 });
    await expectToldOnce(connection, userIds);
  }, 180_000);
});
