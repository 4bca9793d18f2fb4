import { setTimeout as pause } from 'node:timers/promises';
import { databases } from '@ticketing/infra';
import { mongo } from 'mongoose';
import type { Foreign } from '../check/versions';
import type { Follower } from '../workload/follower';
import type { Poller } from '../workload/poller';
import { replicated } from './replications';
import type { System } from './system';

const LOOK_EVERY_MS = 200;

/** What the harness itself has in play. */
export interface InPlay {
  readonly foreign: readonly Foreign[];
  readonly watchers: readonly Follower[];
  readonly poller?: Poller | undefined;
}

interface Total {
  rows: number;
  versions: number;
}

/** What is still under way; empty when every process is ready and every event has arrived everywhere. */
export async function outstanding(system: System, { foreign, watchers, poller }: InPlay): Promise<string[]> {
  const { stores, replicas, broker } = system;
  const waits: string[] = replicas
    .filter(({ connected }) => !connected)
    .map(({ name }) => `${name} is not ready`);
  // Each look costs the system time: the dear ones only when the cheap ones find nothing.
  if (waits.length > 0) return waits;
  const services = databases.filter((service) => system.has(service));
  let sent = 0;
  await Promise.all(
    services.map(async (service) => {
      const unsent = await stores.collection(service, 'outbox').countDocuments({ isSent: false });
      if (unsent > 0) waits.push(`${service} has ${unsent} events to send`);
      const parked = await stores.collection(service, 'parked_messages').countDocuments();
      if (parked > 0) waits.push(`${service} has parked ${parked} messages`);
      sent += await stores.collection(service, 'outbox').countDocuments({ isSent: true });
    }),
  );
  const heard = broker.events.size - foreign.reduce((sum, { version }) => sum + version + 1, 0);
  if (heard < sent) waits.push(`the broker delivered ${heard} of ${sent} events`);
  if (waits.length > 0) return waits;
  const ids = foreign.flatMap(({ id }) => [id, new mongo.ObjectId(id)]);
  const total = async (
    service: string,
    collection: string,
    { match = {}, byPart }: { readonly match?: object | undefined; readonly byPart?: true | undefined } = {},
  ): Promise<Total> => {
    const rows = stores.collection(service, collection);
    const whole = { $first: { $split: ['$_id', ':'] } };
    const [sum] = await rows
      .aggregate<Total>([
        { $match: { _id: { $nin: ids }, ...match } },
        ...(byPart ? [{ $group: { _id: whole, version: { $min: '$version' } } }] : []),
        { $group: { _id: null, rows: { $sum: 1 }, versions: { $sum: '$version' } } },
      ])
      .toArray();
    return sum ?? { rows: 0, versions: 0 };
  };
  await Promise.all(
    replicated
      .filter(({ owner }) => system.has(owner.service))
      .map(async ({ kind, owner, copies, counts, where }) => {
        const match = counts ? { version: { $gt: 0 } } : where;
        const has = await total(owner.service, owner.collection, { match });
        const versions = counts ? has.versions - has.rows : has.versions;
        for (const { service, collection, byPart, where: follows } of copies.filter((copy) =>
          system.has(copy.service),
        )) {
          const copy = await total(service, collection, { match: follows, byPart });
          if (copy.rows !== has.rows || copy.versions !== versions) {
            waits.push(
              `${service} knows ${copy.rows}/${copy.versions} of ${has.rows}/${versions} ${kind} versions`,
            );
          }
        }
      }),
  );
  if (system.has('payments')) {
    const undecided = await stores.collection('payments', 'payments').countDocuments({
      $or: [
        { status: { $in: ['created', 'charging', 'unknown', 'refunding'] } },
        { placeRefunds: { $elemMatch: { refundedAt: { $exists: false } } } },
      ],
    });
    if (undecided > 0) waits.push(`${undecided} payments are undecided`);
  }
  if (system.has('notifications')) {
    const due = await stores
      .collection('notifications', 'notifications')
      .countDocuments({ status: { $nin: ['PROCESSED', 'DEAD'] } });
    if (due > 0) waits.push(`${due} notifications are on their way`);
    const asked = poller?.following.length ?? 0;
    if (asked > 0) waits.push(`${asked} polls have not been told the end`);
    for (const { by, scope, cursor } of watchers) {
      const feed = stores.collection('notifications', 'feed');
      const missing = await feed.countDocuments({ scope, _id: { $gt: cursor as unknown as undefined } });
      if (missing > 0) waits.push(`the ${by} of ${scope} has ${missing} to see`);
    }
  }
  return waits;
}

/** How it went. */
export interface Healed {
  /** Whether all was there in time. */
  readonly done: boolean;
  /** What was there last, and after how many ms. */
  readonly last: string;
}

/** Waits until nothing is under way, at most `timeoutMs`. */
export async function untilHealed(system: System, inPlay: InPlay, timeoutMs: number): Promise<Healed> {
  const begun = Date.now();
  let last = 'nothing was missing';
  for (;;) {
    const left = await outstanding(system, inPlay).catch((error: Error) => [error.message]);
    if (left.length === 0) return { done: true, last };
    const ms = Date.now() - begun;
    last = `after ${ms} ms: ${left.join('; ')}`;
    if (ms > timeoutMs) return { done: false, last };
    await pause(LOOK_EVERY_MS);
  }
}

/** Orders that still wait to be paid. */
export function pendingOrders({ stores }: System): Promise<number> {
  return stores.collection('orders', 'orders').countDocuments({ pending: true });
}
