import type { Attempt } from '../workload/recorder';
import type { Finding } from './finding';
import { groupBy, some } from './group';
import type { OrderState, Snapshot, WaitingState } from './snapshot';

/** Somebody in a line, with the order that was made for them. */
interface Waiter extends WaitingState {
  readonly offer?: OrderState | undefined;
}

/** I16: a waiting list is served in order, nobody is offered twice, and no place is idle while somebody who fits waits. */
export function checkWaiting(snapshot: Snapshot, attempts: readonly Attempt[]): Finding[] {
  const orders = new Map(snapshot.orders.map((order) => [order.id, order]));
  const waiters = snapshot.waiting.map((entry): Waiter => ({
    ...entry,
    offer: entry.orderId ? orders.get(entry.orderId) : undefined,
  }));
  const lines = [...groupBy(waiters, ({ ticketId }) => ticketId).values()];
  return [
    ...checkOffers(waiters, snapshot.orders),
    ...lines.flatMap(checkLine),
    ...lines.flatMap((line) => checkIdle(line, snapshot)),
    ...checkPublic(waiters, orders, attempts),
  ];
}

function checkOffers(waiters: readonly Waiter[], orders: readonly OrderState[]): Finding[] {
  const findings: Finding[] = [];
  const finding = (text: string) => findings.push({ invariant: 'I16', kind: 'line', text });
  const offered = groupBy(
    waiters.filter(({ orderId }) => orderId !== undefined),
    ({ orderId }) => orderId!,
  );
  for (const { id, userId, isOffer } of orders) {
    const those = offered.get(id) ?? [];
    if (isOffer && those.length !== 1)
      finding(
        `offer ${id} to ${userId} is that of ${those.length} who wait: ${some(those.map((one) => one.id))}`,
      );
  }
  for (const { id, userId, ticketId, quantity, status, orderId, offer } of waiters) {
    if (orderId === undefined) continue;
    // What was given back of it since has been offered, too.
    const offered = [...(offer?.items ?? []), ...(offer?.refunded ?? [])];
    const isFull =
      offered.every((item) => item.ticketId === ticketId) &&
      offered.reduce((sum, item) => sum + item.quantity, 0) === quantity;
    if (!offer?.isOffer || offer.userId !== userId || !isFull)
      finding(`${id} waits for ${quantity} of ticket ${ticketId} and was offered order ${orderId}`);
    else if (status !== statusAfter(offer))
      finding(`${id} is ${status}, and its order ${orderId} ${offer.status}`);
  }
  const live = waiters.filter(({ status }) => status === 'waiting' || status === 'offered');
  for (const [who, those] of groupBy(live, ({ ticketId, userId }) => `${userId} for ticket ${ticketId}`))
    if (those.length > 1) finding(`${who} waits ${those.length} times: ${some(those.map(({ id }) => id))}`);
  return findings;
}

function statusAfter({ status, cancelReason }: OrderState): WaitingState['status'] {
  if (status === 'complete' || cancelReason === 'refunded') return 'taken';
  if (status !== 'cancelled') return 'offered';
  return cancelReason === 'show-cancelled' ? 'left' : 'passed';
}

/** Nobody was offered places while somebody before them waited for no more. */
function checkLine(line: readonly Waiter[]): Finding[] {
  const ordered = line.toSorted((a, b) => a.number - b.number);
  return ordered.flatMap((first, nth): Finding[] => {
    // When somebody left, or was passed over for a reason, isn't kept.
    const since = first.status === 'waiting' ? Infinity : (first.offer?.createdAt ?? -Infinity);
    const overtaking = ordered
      .slice(nth + 1)
      .filter(({ quantity, offer }) => offer && quantity >= first.quantity && offer.createdAt! < since);
    if (overtaking.length === 0) return [];
    const text = `${first.id} is number ${first.number} for ticket ${first.ticketId} and was overtaken by ${some(overtaking.map(({ id }) => id))}`;
    return [{ invariant: 'I16', kind: 'line', text }];
  });
}

function checkIdle(line: readonly Waiter[], { stock, places }: Snapshot): Finding[] {
  const { ticketId } = line[0]!;
  const wanted = Math.min(
    ...line.filter(({ status }) => status === 'waiting').map(({ quantity }) => quantity),
  );
  if (wanted === Infinity) return [];
  const size = stock.find(({ id }) => id === ticketId)?.size ?? 0;
  const free = size - places.filter(({ id }) => id.startsWith(`${ticketId}#`)).length;
  if (free < wanted) return [];
  const text = `ticket ${ticketId} has ${free} places free, and somebody waits for ${wanted}`;
  return [{ invariant: 'I16', kind: 'idle place', text, about: `idle places of ticket ${ticketId}` }];
}

/** Nobody else was given, from asking to the answer, as many places as somebody waited for all that time. */
function checkPublic(
  waiters: readonly Waiter[],
  orders: ReadonlyMap<string, OrderState>,
  attempts: readonly Attempt[],
): Finding[] {
  const joined = new Map(
    attempts
      .filter(({ kind, told }) => kind === 'wait' && told === 'acknowledged')
      .map(({ id, until }) => [id, until]),
  );
  const bought = attempts.flatMap((attempt) => {
    const order =
      attempt.kind === 'order' && attempt.told === 'acknowledged' ? orders.get(attempt.id) : undefined;
    return (order?.items ?? []).map(({ ticketId, quantity }) => ({ ...attempt, ticketId, quantity }));
  });
  const sales = groupBy(bought, ({ ticketId }) => ticketId);
  return waiters.flatMap(({ id, ticketId, quantity, status, offer }): Finding[] => {
    const from = joined.get(id) ?? Infinity;
    const until = status === 'waiting' ? Infinity : (offer?.createdAt ?? -Infinity);
    const others = (sales.get(ticketId) ?? []).filter(
      (sale) => sale.quantity >= quantity && sale.at > from && sale.until < until,
    );
    if (others.length === 0) return [];
    const text = `${id} waited for ${quantity} of ticket ${ticketId} while orders ${some(others.map((sale) => sale.id))} were given as many`;
    return [{ invariant: 'I16', kind: 'idle place', text }];
  });
}
