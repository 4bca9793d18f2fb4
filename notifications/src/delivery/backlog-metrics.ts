import { gauge } from '@ticketing/common/observability';
import { type OutgoingChannel, outgoingChannels } from '../domain/notification';
import type { NotificationCollection } from '../models/notification';

/** Beyond this the depth isn't counted one by one. */
const mostCounted = 100_000;
/** How long figures are good for, in ms: several scrapers, or replicas, don't count again each time. */
const keptMs = 10_000;

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
      until = Date.now() + keptMs;
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
    const count = dueAt ? await collection.countDocuments(filter, { limit: mostCounted, hint }) : 0;
    result.outstanding.set(type, count);
    result.lagSeconds.set(type, dueAt ? Math.max(0, (Date.now() - dueAt.getTime()) / 1000) : 0);
  }
  const dead = { deadAt: { $exists: true }, discardedAt: { $exists: false } };
  result.dead = await collection.countDocuments(dead, { limit: mostCounted });
  return result;
}
