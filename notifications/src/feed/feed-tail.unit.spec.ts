import { testLogger, useTestDatabase, waitFor } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import { type NewFeedEntry, FeedLog } from './feed-log';
import { FeedTail } from './feed-tail';

useTestDatabase();

let count = 0;
const entry = (): NewFeedEntry => ({ key: `k${(count += 1)}`, scope: 'user:a', event: 'test', data: {} });
const open: FeedTail[] = [];

const follow = async () => {
  const log = new FeedLog({ connection: mongoose.connection });
  await log.prepare();
  const seen: number[] = [];
  let broken = 0;
  const tail = new FeedTail({
    log,
    logger: testLogger,
    pollMs: 3_600_000,
    onEntries: (entries) => seen.push(...entries.map(({ id }) => id)),
    onBroken: () => (broken += 1),
  });
  open.push(tail);
  return { log, tail, seen, broken: () => broken };
};
afterEach(() => Promise.all(open.splice(0).map((tail) => tail.stop())));

describe('the tail of the log', () => {
  it('begins at the newest entry and hands out what comes, page by page, once', async () => {
    const { log, tail, seen } = await follow();
    await log.append(entry(), entry());
    await tail.start();
    const begin = tail.position;
    await log.append(...Array.from({ length: 1_200 }, entry));
    tail.poke();
    tail.poke();
    await waitFor(() => seen.length === 1_200);
    expect(seen).toEqual(Array.from({ length: 1_200 }, (_, n) => begin + n + 1));
    expect(tail.position).toBe(begin + 1_200);
  });

  it('begins with an empty log, too', async () => {
    const { log, tail, seen, broken } = await follow();
    await tail.start();
    tail.poke();
    await log.append(entry());
    tail.poke();
    await waitFor(() => seen.length === 1);
    expect(broken()).toBe(0);
  });

  it('says so when what it followed is gone, and goes on with what there is', async () => {
    const { log, tail, seen, broken } = await follow();
    await log.append(entry(), entry(), entry());
    await tail.start();
    await mongoose.connection.collection('feed').deleteMany({});
    tail.poke();
    await waitFor(() => broken() === 1);
    expect(tail.position).toBe(0);
    await new FeedLog({ connection: mongoose.connection }).append(entry());
    tail.poke();
    await waitFor(() => seen.length === 1);
    expect(seen).toEqual([1]);
  });

  it('says so when it was away for longer than the log is kept', async () => {
    const { log, tail, broken } = await follow();
    await log.append(entry());
    await tail.start();
    await log.append(entry(), entry(), entry());
    await log.trim(new Date(Date.now() + 1_000));
    tail.poke();
    await waitFor(() => broken() === 1);
    expect(tail.position).toBe((await log.bounds()).head);
  });
});
