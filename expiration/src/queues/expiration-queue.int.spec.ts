import { randomUUID } from 'node:crypto';
import { correlationId, runWithCorrelation } from '@ticketing/common/observability';
import { testLogger, waitFor } from '@ticketing/common/testing';
import type { Timer } from '../domain/timer';
import { RedisConnections } from '../redis';
import { inMs, newId } from '../testing/orders';
import { ExpirationQueue } from './expiration-queue';

interface Fired {
  orderId: string;
  at: number;
}

/** One process's timers on the shared Redis, under keys that only this test uses. */
async function replica(publish?: (orderId: string) => Promise<void>) {
  const redis = new RedisConnections(process.env['TEST_REDIS_URL']!, testLogger);
  const timers = new ExpirationQueue({
    redis,
    logger: testLogger,
    prefix,
    concurrency: 8,
    publish: async ({ orderId }) => {
      await publish?.(orderId);
      fired.push({ orderId, at: Date.now() });
    },
  });
  const stop = async (): Promise<void> => {
    await timers.close();
    await redis.close();
  };
  stops.push(stop);
  await redis.ready();
  return { redis, timers, stop };
}

const stops: (() => Promise<void>)[] = [];
let prefix: string;
let fired: Fired[];

beforeEach(() => {
  prefix = `spec-${randomUUID()}:`;
  fired = [];
});
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

const timer = (change: Partial<Timer> = {}): Timer => ({
  orderId: newId(),
  version: 0,
  expiresAt: inMs(300),
  ...change,
});
/** Fires after everything that was due before it: once it fired, what has not fired never will. */
async function untilAfter(timers: ExpirationQueue, ms: number): Promise<void> {
  const last = timer({ expiresAt: inMs(ms) });
  await timers.schedule(last);
  await waitFor(() => fired.some(({ orderId }) => orderId === last.orderId), { timeout: 15_000 });
}
const firedFor = (orderId: string): Fired[] => fired.filter((one) => one.orderId === orderId);

describe('the timer of an order', () => {
  it('fires once, at its time and never before', async () => {
    const { timers } = await replica();
    await timers.start();
    const set = Array.from({ length: 50 }, (_, n) => timer({ expiresAt: inMs(300 + n * 20) }));
    await Promise.all(set.map((one) => timers.schedule(one)));
    const far = timer({ expiresAt: inMs(60_000) });
    await timers.schedule(far);
    expect(await timers.pending()).toBeGreaterThan(0);
    await waitFor(() => set.every(({ orderId }) => firedFor(orderId).length > 0));
    await untilAfter(timers, 200);
    await timers.end(far.orderId);
    for (const { orderId, expiresAt } of set) {
      const [first, ...again] = firedFor(orderId);
      expect(again).toEqual([]);
      expect(first!.at).toBeGreaterThanOrEqual(Date.parse(expiresAt));
      expect(first!.at - Date.parse(expiresAt)).toBeLessThan(15_000);
    }
    expect(await timers.pending()).toBe(0);
  });

  it('fires as a part of the request that set it', async () => {
    const heard: (string | undefined)[] = [];
    const { timers } = await replica(() => Promise.resolve(void heard.push(correlationId())));
    await timers.start();
    await runWithCorrelation('the-request', () => timers.schedule(timer({ expiresAt: inMs(50) })));
    await waitFor(() => heard.length === 1);
    expect(heard).toEqual(['the-request']);
  });

  it('that is overdue when set fires at once', async () => {
    const { timers } = await replica();
    await timers.start();
    const overdue = timer({ expiresAt: inMs(-60_000) });
    await timers.schedule(overdue);
    await waitFor(() => firedFor(overdue.orderId).length === 1);
  });

  it('is gone when the order ends', async () => {
    const { timers } = await replica();
    const one = timer();
    // Not yet started, it can't fire before it is ended, however long that takes.
    await timers.schedule(one);
    await timers.end(one.orderId);
    expect(await timers.queue.getJob(`${one.orderId}-0`)).toBeNull();
    await timers.start();
    await untilAfter(timers, 600);
    expect(firedFor(one.orderId)).toEqual([]);
  });

  it('is not set when the end of the order was heard of first', async () => {
    const { timers } = await replica();
    await timers.start();
    const one = timer();
    await timers.end(one.orderId);
    await timers.schedule(one);
    await timers.schedule({ ...one, version: 1 });
    expect(await timers.pending()).toBe(0);
    await untilAfter(timers, 600);
    expect(firedFor(one.orderId)).toEqual([]);
  });

  it('never stays when the order is set and ended at the same time in two replicas', async () => {
    const [a, b] = [await replica(), await replica()];
    const set = Array.from({ length: 200 }, () => timer({ expiresAt: inMs(60_000) }));
    await Promise.all(set.flatMap((one) => [a.timers.schedule(one), b.timers.end(one.orderId)]));
    expect(await a.timers.pending()).toBe(0);
  });

  it('moves with the order', async () => {
    const { timers } = await replica();
    const first = timer({ expiresAt: inMs(200) });
    const moved = { ...first, version: 1, expiresAt: inMs(1_000) };
    // Not yet started, the first can't fire before it is moved, however long that takes.
    await timers.schedule(first);
    await timers.schedule(moved);
    expect(await timers.pending()).toBe(1);
    await timers.start();
    await waitFor(() => firedFor(first.orderId).length > 0);
    expect(firedFor(first.orderId)[0]!.at).toBeGreaterThanOrEqual(Date.parse(moved.expiresAt));
    await untilAfter(timers, 200);
    expect(firedFor(first.orderId)).toHaveLength(1);
  });

  it('is not moved back by an older version', async () => {
    const { timers } = await replica();
    const one = timer({ version: 2, expiresAt: inMs(60_000) });
    await timers.schedule(one);
    await timers.schedule({ ...one, version: 1, expiresAt: inMs(30_000) });
    const [job, ...others] = await timers.queue.getDelayed();
    expect(others).toEqual([]);
    expect(job!.data).toEqual(one);
  });

  it('is the newest version only, when ten come at the same time in two replicas', async () => {
    const replicas = [await replica(), await replica()];
    for (let round = 0; round < 10; round += 1) {
      const orderId = newId();
      const versions = Array.from({ length: 10 }, (_, version) => ({
        orderId,
        version,
        expiresAt: inMs(60_000 + version),
      }));
      await Promise.all(versions.map((one, n) => replicas[n % 2]!.timers.schedule(one)));
      const jobs = await replicas[0]!.timers.queue.getDelayed();
      expect(jobs.filter(({ data }) => data.orderId === orderId).map(({ data }) => data.version)).toEqual([
        9,
      ]);
    }
  });

  it('fires once however often it is set, also when it is set again after it fired', async () => {
    const [a, b] = [await replica(), await replica()];
    await Promise.all([a.timers.start(), b.timers.start()]);
    const one = timer();
    await Promise.all([a, b, a, b].map(({ timers }) => timers.schedule(one)));
    await waitFor(() => firedFor(one.orderId).length > 0);
    await waitFor(async () => (await a.timers.queue.getJob(`${one.orderId}-0`)) === null);
    await b.timers.schedule(one);
    await untilAfter(a.timers, 300);
    expect(firedFor(one.orderId)).toHaveLength(1);
  });

  it('fires again for a later version', async () => {
    const { timers } = await replica();
    await timers.start();
    const one = timer({ expiresAt: inMs(0) });
    await timers.schedule(one);
    await waitFor(() => firedFor(one.orderId).length === 1);
    await timers.schedule({ ...one, version: 1, expiresAt: inMs(100) });
    await waitFor(() => firedFor(one.orderId).length === 2);
  });

  it('is tried again until the broker takes it', async () => {
    let refusals = 2;
    const { timers } = await replica(() =>
      refusals-- > 0 ? Promise.reject(new Error('not connected')) : Promise.resolve(),
    );
    await timers.start();
    const one = timer({ expiresAt: inMs(0) });
    await timers.schedule(one);
    await waitFor(() => firedFor(one.orderId).length === 1);
    expect(refusals).toBeLessThan(0);
  });

  it('does not fire when the order ends while the broker refuses it', async () => {
    let refused = false;
    const { timers } = await replica((orderId) => {
      if (orderId !== one.orderId) return Promise.resolve();
      refused = true;
      return Promise.reject(new Error('not connected'));
    });
    const one = timer({ expiresAt: inMs(0) });
    await timers.start();
    await timers.schedule(one);
    await waitFor(() => refused);
    await timers.end(one.orderId);
    await untilAfter(timers, 1_000);
    expect(firedFor(one.orderId)).toEqual([]);
    await waitFor(async () => (await timers.pending()) === 0);
  });

  it('is remembered for a day and no longer', async () => {
    const { timers, redis } = await replica();
    const [ended, set] = [newId(), timer({ expiresAt: inMs(60_000) })];
    await timers.end(ended);
    await timers.schedule(set);
    const ttl = (orderId: string) => redis.client.ttl(`${prefix}expiration:order:${orderId}`);
    expect(await ttl(ended)).toBeGreaterThan(86_390);
    expect(await ttl(ended)).toBeLessThanOrEqual(86_400);
    expect(await ttl(set.orderId)).toBeGreaterThan(86_450);
    expect(await ttl(set.orderId)).toBeLessThanOrEqual(86_460);
  });
});

describe('a process that ends', () => {
  it('leaves its timers to the next', async () => {
    const first = await replica();
    await first.timers.start();
    const set = Array.from({ length: 20 }, () => timer({ expiresAt: inMs(4_000) }));
    await Promise.all(set.map((one) => first.timers.schedule(one)));
    await first.stop();
    expect(fired).toEqual([]);
    const second = await replica();
    await second.timers.start();
    await waitFor(() => fired.length === 20);
    expect(new Set(fired.map(({ orderId }) => orderId)).size).toBe(20);
  });

  it('waits for the timers that are firing', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let firing = false;
    const { timers, stop } = await replica(() => {
      firing = true;
      return held;
    });
    await timers.start();
    await timers.schedule(timer({ expiresAt: inMs(0) }));
    await waitFor(() => firing);
    const stopped = stop();
    release();
    await stopped;
    expect(fired).toHaveLength(1);
  });
});
