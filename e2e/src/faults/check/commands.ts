import type { Attempt, CommandKind } from '../workload/recorder';
import type { Finding } from './finding';
import { groupBy } from './group';
import type { Snapshot } from './snapshot';

/** Something that a command made. */
export interface Found {
  readonly key: string;
  readonly id: string;
}

/** What a comparison came to. */
export interface Reconciled {
  readonly findings: Finding[];
  readonly recovered: number;
}

/**
 * Compares what clients were told with what is there. Lost is acknowledged − found, unexpected is found − attempted,
 * recovered is found though not acknowledged; what is there more often than it was attempted is a duplicate.
 */
export function reconcile(
  kind: CommandKind,
  attempts: readonly Attempt[],
  found: readonly Found[],
): Reconciled {
  const findings: Finding[] = [];
  let recovered = 0;
  const there = groupBy(found, ({ key }) => key);
  const asked = groupBy(attempts, ({ key }) => key);
  for (const [key, tries] of asked) {
    const ids = (there.get(key) ?? []).map(({ id }) => id);
    const acknowledged = new Set(tries.filter(({ told }) => told === 'acknowledged').map(({ id }) => id));
    for (const id of acknowledged) {
      if (ids.includes(id)) continue;
      findings.push({
        invariant: 'I1',
        kind: 'lost',
        text: `${kind} ${key} (${id}) was acknowledged and is not there`,
      });
    }
    const others = ids.filter((id) => !acknowledged.has(id)).length + repeated(ids);
    const open = tries.filter(({ told }) => told === 'unacknowledged').length;
    recovered += Math.min(others, open);
    if (others > open) {
      const text = `${kind} ${key} is there ${ids.length} times, after ${tries.length} attempts`;
      findings.push({ invariant: 'I2', kind: 'duplicate', text });
    }
  }
  for (const [key, rows] of there) {
    if (asked.has(key)) continue;
    const text = `${kind} ${key} (${rows[0]?.id}) is there and was never asked for`;
    findings.push({ invariant: 'I4', kind: 'unexpected', text });
  }
  return { findings, recovered };
}

function repeated(ids: readonly string[]): number {
  return ids.length - new Set(ids).size;
}

/** Domain of the addresses that the workload's users have; others were there before. */
export const WORKLOAD_DOMAIN = '@faults.example';

/** Compares all commands of a run with the stores. */
export function checkCommands(snapshot: Snapshot, attempts: readonly Attempt[]): Reconciled {
  const of = (kind: CommandKind) => attempts.filter((attempt) => attempt.kind === kind);
  // A payment that was refused for its order's end may have left its attempt behind.
  const payments = of('payment').map((attempt): Attempt =>
    attempt.told === 'refused' ? { ...attempt, told: 'unacknowledged' } : attempt,
  );
  // The first ticket of an order is another once its places were given back.
  const placed = new Map(
    snapshot.outbox
      .filter(({ subject }) => subject === 'order:created')
      .map(({ data }) => [data['id'] as string, (data['ticket'] as { id: string } | undefined)?.id]),
  );
  const results = [
    reconcile(
      'user',
      of('user'),
      snapshot.users
        .filter(({ email }) => email.endsWith(WORKLOAD_DOMAIN))
        .map(({ id, email }) => ({ key: email, id })),
    ),
    reconcile(
      'ticket',
      of('ticket'),
      snapshot.tickets.map(({ id, title }) => ({ key: title, id })),
    ),
    reconcile(
      'order',
      of('order'),
      // Offers are made by orders itself.
      snapshot.orders
        .filter(({ isOffer }) => !isOffer)
        .map(({ id, userId, ticketId }) => ({ key: orderKey(userId, placed.get(id) ?? ticketId), id })),
    ),
    reconcile(
      'wait',
      of('wait'),
      snapshot.waiting.map(({ id, userId, ticketId }) => ({ key: orderKey(userId, ticketId), id })),
    ),
    reconcile(
      'payment',
      payments,
      snapshot.payments.map(({ id, orderId }) => ({ key: orderId, id })),
    ),
    reconcile(
      'support',
      of('support'),
      snapshot.support.map(({ id, title }) => ({ key: title, id })),
    ),
    reconcile(
      'notification',
      of('notification'),
      snapshot.notifications
        .filter(({ origin }) => origin === 'api' || origin === 'batch')
        .map(({ id }) => ({ key: id, id })),
    ),
    checkCancels(snapshot, of('cancel')),
  ];
  return {
    findings: results.flatMap(({ findings }) => findings),
    recovered: results.reduce((sum, { recovered }) => sum + recovered, 0),
  };
}

/** What an order, or a place in a waiting list, is found again by. */
export function orderKey(userId: string, ticketId: string): string {
  return `${userId}:${ticketId}`;
}

/** An order whose cancellation was acknowledged is over, unless it had been paid. */
function checkCancels(snapshot: Snapshot, cancels: readonly Attempt[]): Reconciled {
  const orders = new Map(snapshot.orders.map((order) => [order.id, order]));
  const findings = cancels
    .filter(({ told }) => told === 'acknowledged')
    .flatMap(({ key }): Finding[] => {
      const order = orders.get(key);
      if (order?.status === 'cancelled' || order?.paymentId) return [];
      const text = `order ${key} was cancelled by its user and is ${order?.status ?? 'not there'}`;
      return [{ invariant: 'I1', kind: 'lost', text }];
    });
  return { findings, recovered: 0 };
}
