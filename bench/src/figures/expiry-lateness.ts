import { Subjects } from '@ticketing/common/contracts';
import { Redis } from 'ioredis';
import type mongoose from 'mongoose';
import { type Figure, pairs } from '../figure';
import { median, percentile, round } from '../parts/statistics';
import { auditOutbox } from '../parts/audit';
import { placePending } from '../parts/pending-orders';
import { costPerItem } from '../parts/process-stats';
import { RawBroker, rawTimers } from '../parts/raw';
import { holdsWithin } from '../parts/tasks';

const PENDING = 100_000;
const PER_SECOND = 1_000;
const FAR_MS = 3_600_000;
/** How long before the first is due its timers have to be set, in milliseconds. */
const SETTING_MS = 10_000;
const LOST_AFTER_MS = 30_000;
const DELAYED = 'bull:order-expiration:delayed';

/** How late orders end whose time is up, from `expiresAt` until the broker tells the world. */
export const expiryLateness: Figure = {
  name: 'expiry-lateness',
  title: `lateness of order:cancelled with ${PENDING} orders pending and ${PER_SECOND} due a second`,
  async measure(rig) {
    await rig.service('orders', 'bench_expiry_orders');
    await rig.service('expiration', 'none');
    const connection = await rig.database('bench_expiry_orders');
    const broker = await RawBroker.connect(rig.nats);
    const redis = new Redis(rig.redis.url);
    const heard = new Map<string, number[]>();
    await broker.subscribe(Subjects.OrderCancelled, (wire) => {
      const { id } = JSON.parse(wire) as { id: string };
      heard.set(id, [...(heard.get(id) ?? []), Date.now()]);
    });
    const rang = new Map<string, number>();
    await broker.subscribe(Subjects.ExpirationComplete, (wire) => {
      const { orderId } = JSON.parse(wire) as { orderId: string };
      if (!rang.has(orderId)) rang.set(orderId, Date.now());
    });
    const begun = performance.now();
    await placePending(connection, broker, spread(PENDING, Date.now() + FAR_MS, 1));
    await settled(redis, PENDING);
    const setting = PENDING / ((performance.now() - begun) / 1_000);

    let broken = 0;
    const medians: number[] = [];
    const clock: number[] = [];
    const cpu: Record<string, number>[] = [];
    const end = async (seconds: number): Promise<number> => {
      const dueFrom = Date.now() + SETTING_MS;
      const due = spread(PER_SECOND * seconds, dueFrom, 1_000 / PER_SECOND);
      const orders = await placePending(connection, broker, due);
      await settled(redis, PENDING + orders.length);
      if (Date.now() > dueFrom) throw new Error('the timers were not set in time');
      await holdsWithin(Math.max(0, dueFrom - Date.now()), () => Date.now() >= dueFrom);
      const before = rig.cpuSeconds();
      const endsAt = dueFrom - Date.now() + seconds * 1_000 + LOST_AFTER_MS;
      await holdsWithin(endsAt, () => orders.every(({ id }) => heard.has(id)));
      cpu.push(costPerItem(before, rig.cpuSeconds(), orders.length));
      const lateness = orders.map(({ id, expiresAt }) => {
        const [at = Infinity, ...again] = heard.get(id) ?? [];
        if (at === Infinity || at < expiresAt.getTime() || again.length > 0) broken += 1;
        return at - expiresAt.getTime();
      });
      medians.push(percentile(lateness, 0.5));
      const rings = orders.map(({ id, expiresAt }) => (rang.get(id) ?? Infinity) - expiresAt.getTime());
      clock.push(percentile(rings, 0.99));
      return percentile(lateness, 0.99);
    };
    await end(1);
    // The first of a process is slower: its code is not yet compiled.
    for (const seen of [medians, clock, cpu]) seen.length = 0;
    const rounds = await pairs(
      rig.rounds,
      () => end(rig.seconds),
      () => rawTimers(broker, PER_SECOND, 2),
    );
    broken += await endedEarly(connection);
    redis.disconnect();
    await broker.close();
    return {
      unit: 'ms (p99)',
      rounds,
      goal: 'at most',
      target: 250,
      of: 'ours',
      against: 'timers of one process that publish through the raw broker, as many a second',
      violations: broken + (await unannounced(connection)),
      details: {
        p50: round(median(medians)),
        'expiration:complete, p99': round(median(clock)),
        'timers set/s': Math.round(setting),
        'processor ms per order': cpu.at(-1),
      },
    };
  },
};

/** Times from `from` on, one every `stepMs`. */
function spread(count: number, from: number, stepMs: number): Date[] {
  return Array.from({ length: count }, (_, i) => new Date(from + Math.floor(i * stepMs)));
}

/** Waits until so many timers are set. @throws Error when they are not within a few minutes */
async function settled(redis: Redis, timers: number): Promise<void> {
  if (!(await holdsWithin(180_000, async () => (await redis.zcard(DELAYED)) >= timers)))
    throw new Error('the timers were not set');
}

/** Orders that ended although they are not due for an hour. */
const endedEarly = (connection: mongoose.Connection): Promise<number> =>
  connection
    .collection('orders')
    .countDocuments({ pending: false, expiresAt: { $gt: new Date(Date.now() + FAR_MS / 2) } });

/** Ended orders without exactly one event, and events that the broker has not confirmed. */
async function unannounced(connection: mongoose.Connection): Promise<number> {
  // The creations were told of by the benchmark itself, not through the outbox.
  await connection.collection('orders').deleteMany({ pending: true });
  await connection.collection('orders').updateMany({}, { $inc: { version: -1 } });
  return auditOutbox(connection, 'orders', 'order');
}
