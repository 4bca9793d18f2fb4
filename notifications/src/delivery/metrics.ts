import { counter, gauge, histogram } from '@ticketing/common/observability';
import {
  type OutgoingChannel,
  outgoingChannels,
  type NotificationCollection,
} from '../notification/notification';

/** Pushed and marked. */
export const processedTotal = counter('notifications_processed_total', 'Notifications a provider took', [
  'type',
]);
export const retriesTotal = counter(
  'notifications_retries_total',
  'Pushes that failed and will be repeated',
  ['type', 'code'],
);
export const deadTotal = counter('notifications_dead_total', 'Notifications given up', ['type', 'reason']);
export const deferredTotal = counter(
  'notifications_deferred_total',
  'Notifications put off without an attempt',
  ['type', 'reason'],
);
/** A worker stopped between claiming and storing the answer; each may have been pushed twice. */
export const interruptedTotal = counter(
  'notifications_interrupted_total',
  'Leases that ran out, with or without a push whose answer is unknown',
);
/** A push that took longer than the lease; another worker may have pushed it too. */
export const leaseLostTotal = counter(
  'notifications_lease_lost_total',
  'Answers that came after the lease had ended',
);
export const pushSeconds = histogram('notification_push_seconds', 'Time a provider took for a push', [
  'provider',
  'outcome',
]);
export const breakerOpen = gauge('notification_breaker_open', 'Whether a channel is paused: 1 while it is', [
  'provider',
]);

/** Beyond this the depth isn't counted one by one. */
const MAX_COUNTED = 100_000;
/** How long figures are good for, in ms: several scrapers, or replicas, don't count again each time. */
const METRICS_TTL_MS = 10_000;

interface Backlog {
  outstanding: Map<OutgoingChannel, number>;
  lagSeconds: Map<OutgoingChannel, number>;
  dead: number;
}

/** Exposes how much is outstanding, how late the oldest is, and how many dead letters there are. */
export function exposeBacklog(collection: NotificationCollection): void {
  let known: Promise<Backlog> | undefined;
  let until = 0;
  const backlog = () => {
    if (!known || Date.now() > until) {
      until = Date.now() + METRICS_TTL_MS;
      known = measure(collection);
      known.catch(() => (until = 0));
    }
    return known;
  };
  gauge('notifications_outstanding', 'Notifications neither processed nor dead', ['type'], async (g) => {
    const { outstanding } = await backlog();
    for (const [type, count] of outstanding) g.set({ type }, count);
  });
  gauge(
    'notifications_lag_seconds',
    'How long the oldest due notification has been due',
    ['type'],
    async (g) => {
      const { lagSeconds } = await backlog();
      for (const [type, seconds] of lagSeconds) g.set({ type }, seconds);
    },
  );
  gauge('notifications_dead_letters', 'Dead letters that wait for an operator', [], async (g) => {
    g.set((await backlog()).dead);
  });
}

async function measure(collection: NotificationCollection): Promise<Backlog> {
  const result: Backlog = { outstanding: new Map(), lagSeconds: new Map(), dead: 0 };
  for (const type of outgoingChannels) {
    const filter = { type, dueAt: { $exists: true } };
    const oldest = await collection.find(filter).sort({ dueAt: 1 }).limit(1).project({ dueAt: 1 }).next();
    const dueAt = (oldest as { dueAt?: Date } | null)?.dueAt;
    const hint = { type: 1, dueAt: 1 };
    const count = dueAt ? await collection.countDocuments(filter, { limit: MAX_COUNTED, hint }) : 0;
    result.outstanding.set(type, count);
    result.lagSeconds.set(type, dueAt ? Math.max(0, (Date.now() - dueAt.getTime()) / 1000) : 0);
  }
  const dead = { deadAt: { $exists: true }, discardedAt: { $exists: false } };
  result.dead = await collection.countDocuments(dead, { limit: MAX_COUNTED });
  return result;
}
