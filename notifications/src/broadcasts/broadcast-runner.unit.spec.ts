import { testLogger, waitFor } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import type { Notifier } from '../rules/notifier';
import { facts } from '../testing/facts';
import { useFeatures } from '../testing/setup';
import { AudienceReader } from './audience';
import { BroadcastRunner } from './broadcast-runner';
import { BroadcastStore } from './broadcast-store';

const features = useFeatures();

const replica = (
  notifier: Pick<Notifier, 'notify'> = features.notifier,
  leaseMs = 10_000,
  now = () => new Date(),
) => {
  const store = new BroadcastStore(mongoose.connection, leaseMs, now);
  const audience = new AudienceReader(mongoose.connection, features.readModels);
  const runner = new BroadcastRunner({
    store,
    audience,
    notifier: notifier as Notifier,
    logger: testLogger,
    batch: 2,
  });
  return { store, runner };
};
const begun = async (people: number) => {
  for (let nth = 0; nth < people; nth += 1) await features.directory.apply(facts.user());
  const { store } = replica();
  const row = await store.create({ message: 'x', audience: 'all', by: facts.id(), total: people });
  return row._id.toHexString();
};

describe('a broadcast', () => {
  it('is carried out by one of the replicas that are asked to', async () => {
    const id = await begun(5);
    const replicas = [replica(), replica(), replica()];
    await Promise.all(replicas.map(({ runner }) => runner.run(id)));
    expect(await replicas[0]?.store.find(id)).toMatchObject({ status: 'DONE', looked: 5, told: 5 });
    expect(await features.notifications()).toHaveLength(10);
  });

  it('goes on where a step failed, and tells nobody twice', async () => {
    const id = await begun(6);
    let calls = 0;
    const failing: Pick<Notifier, 'notify'> = {
      notify: async (...args) => {
        await features.notifier.notify(...args);
        calls += 1;
        if (calls === 2) throw new Error('cut off after telling');
      },
    };
    const first = replica(failing);
    await first.runner.run(id);
    expect(await first.store.find(id)).toMatchObject({ status: 'RUNNING', looked: 2 });
    await replica().runner.run(id);
    expect(await first.store.find(id)).toMatchObject({ status: 'DONE', looked: 6, told: 6 });
    expect(await features.notifications()).toHaveLength(12);
    const inbox = await features.log.read({ after: 0 });
    expect(new Set(inbox.map(({ scope }) => scope)).size).toBe(6);
    expect(inbox).toHaveLength(6);
  });

  it('is not taken from who works on it, but from who stopped', async () => {
    const id = await begun(2);
    let clock = Date.now();
    const now = () => new Date(clock);
    const stalled = replica(undefined, 1_000, now);
    expect(await stalled.store.claim(id)).not.toBeNull();
    const other = replica(undefined, 1_000, now);
    await other.runner.sweep();
    expect((await other.store.find(id))?.status).toBe('RUNNING');
    clock += 1_001;
    await other.runner.sweep();
    expect((await other.store.find(id))?.status).toBe('DONE');
  });

  it('is taken up though many before can not be carried out', async () => {
    await begun(1);
    for (let nth = 0; nth < 19; nth += 1) await begun(0);
    const good = await begun(0);
    const { store, runner } = replica({
      notify: ({ id }) =>
        id === `broadcast:${good}` ? Promise.resolve() : Promise.reject(new Error('not to be told')),
    });
    await runner.sweep();
    expect((await store.find(good))?.status).toBe('DONE');
  });

  it('moves for nobody whose lease has passed on', async () => {
    const id = await begun(4);
    let clock = Date.now();
    const store = new BroadcastStore(mongoose.connection, 1_000, () => new Date(clock));
    const slow = await store.claim(id);
    clock += 1_001;
    const quick = await store.claim(id);
    const step = { cursor: 'x', looked: 1, told: 1 };
    expect(slow && (await store.advance(slow._id, slow.lease.token, step))).toBe(false);
    expect(quick && (await store.advance(quick._id, quick.lease.token, step))).toBe(true);
    expect(await store.find(id)).toMatchObject({ looked: 1 });
  });

  it('is stopped after the step under way, whose people count', async () => {
    const id = await begun(6);
    const { store } = replica();
    const stopping: Pick<Notifier, 'notify'> = {
      notify: async (...args) => {
        await store.stop(id);
        await features.notifier.notify(...args);
      },
    };
    await replica(stopping).runner.run(id);
    expect(await store.find(id)).toMatchObject({ status: 'STOPPED', looked: 2, told: 2 });
    await replica().runner.run(id);
    expect(await features.notifications()).toHaveLength(4);
    expect(await store.abandoned()).toEqual([]);
  });

  it('is left to others in order when the process stops', async () => {
    const id = await begun(6);
    let release = () => undefined as void;
    let telling = false;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const slow: Pick<Notifier, 'notify'> = {
      notify: async (...args) => {
        telling = true;
        await gate;
        await features.notifier.notify(...args);
      },
    };
    const first = replica(slow);
    const work = first.runner.run(id);
    await waitFor(() => telling);
    const stopped = first.runner.stop();
    release();
    await Promise.all([work, stopped]);
    expect(await first.store.find(id)).toMatchObject({ status: 'RUNNING', looked: 2 });
    expect(await first.store.abandoned()).toEqual([id]);
  });
});
