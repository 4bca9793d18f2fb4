import type { Replicas } from '../replicas/replicas';
import { type TicketSnapshot, ticketSnapshot } from '../rules/feed-entries';
import type { FeedLog } from './feed/feed-log';

/**
 * The states of tickets at `position` of the log or later. An entry is in the log before the replica shows what it tells,
 * so the newer of both counts: else a client that begins between the two would never see it.
 */
export async function ticketStates(
  { replicas, log }: { replicas: Replicas; log: FeedLog },
  ids: string[],
  position: number,
): Promise<TicketSnapshot[]> {
  if (ids.length === 0) return [];
  const logged = await log.latest(
    ids.map((id) => `ticket:${id}` as const),
    position,
  );
  const rows = await replicas.tickets.collection.find({ _id: { $in: ids } }).toArray();
  const states = new Map(rows.map((row) => [row._id, ticketSnapshot(row)]));
  for (const { data } of logged) {
    const snapshot = data as TicketSnapshot;
    if ((states.get(snapshot.id)?.version ?? -1) < snapshot.version) states.set(snapshot.id, snapshot);
  }
  return [...states.values()];
}
