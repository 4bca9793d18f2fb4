import { moneyFaults } from '@ticketing/payments/testing';
import type { Finding } from './finding';
import { groupBy, some } from './group';
import type { OrderState, OutboxEvent, Snapshot, TicketState } from './snapshot';

/** An order that is overdue by less than this, in ms, is still being ended. */
const OVERDUE_MS = 10_000;

const PENDING = new Set(['created', 'awaiting:payment']);

/** I5: at most one order that isn't cancelled per ticket of one place. */
export function checkSales({ tickets, orders }: Snapshot): Finding[] {
  const singles = new Set(tickets.filter(isSingle).map(({ id }) => id));
  return [...liveOrders(orders)]
    .filter(([ticketId, holders]) => singles.has(ticketId) && holders.length > 1)
    .map(([ticketId, holders]) => ({
      invariant: 'I5',
      kind: 'double sale',
      text: `ticket ${ticketId} has ${holders.length} orders: ${some(holders.map(({ id, status }) => `${id} ${status}`))}`,
    }));
}

const isSingle = ({ quantity = 1 }: TicketState): boolean => quantity === 1;

/** The orders that aren't cancelled, by each of their tickets. */
function liveOrders(orders: readonly OrderState[]): Map<string, OrderState[]> {
  const holds = orders
    .filter(({ status }) => status !== 'cancelled')
    .flatMap((order) => (order.items ?? [order]).map(({ ticketId }) => ({ ticketId, order })));
  const byTicket = groupBy(holds, ({ ticketId }) => ticketId);
  return new Map([...byTicket].map(([ticketId, each]) => [ticketId, each.map(({ order }) => order)]));
}

/** I6: every unpaid order expires, once, and never before its `expiresAt`. */
export function checkExpiries({ orders, outbox, at }: Snapshot): Finding[] {
  const findings: Finding[] = [];
  const ends = groupBy(
    outbox.filter(({ subject, data }) => subject === 'order:cancelled' && data['reason'] === 'expired'),
    ({ aggregate }) => aggregate,
  );
  for (const { id, status, expiresAt } of orders) {
    if (PENDING.has(status) && at - expiresAt > OVERDUE_MS) {
      const text = `order ${id} is ${status}, ${Math.round((at - expiresAt) / 1000)} s after its time was up`;
      findings.push({ invariant: 'I6', kind: 'missing expiry', text });
    }
    const expired = ends.get(`order:${id}`) ?? [];
    for (const event of expired.filter((each) => each.at < expiresAt)) {
      const text = `order ${id} expired ${expiresAt - event.at} ms before its time`;
      findings.push({ invariant: 'I6', kind: 'early expiry', text });
    }
    if (expired.length > 1) {
      const text = `order ${id} expired ${expired.length} times`;
      findings.push({ invariant: 'I6', kind: 'duplicate', text });
    }
  }
  return findings;
}

/** I10: a ticket of one place is held by its live order, and was never taken from one that had not ended. */
export function checkHolds({ tickets, orders, outbox }: Snapshot): Finding[] {
  const findings: Finding[] = [];
  const finding = (text: string) => findings.push({ invariant: 'I10', kind: 'hold', text });
  const live = liveOrders(orders);
  for (const { id, orderId, status } of tickets.filter(isSingle)) {
    const holder = live.get(id)?.at(-1);
    const wanted = holder ? (holder.status === 'complete' ? 'sold' : 'reserved') : 'open';
    if (orderId !== (holder?.id ?? null) || status !== wanted) {
      finding(
        `ticket ${id} is ${status} by ${orderId ?? 'nobody'}; orders say ${wanted} by ${holder?.id ?? 'nobody'}`,
      );
    }
  }
  const ends = groupBy(
    outbox.filter(({ subject }) => subject === 'order:cancelled'),
    ({ aggregate }) => aggregate,
  );
  const histories = groupBy(
    outbox.filter(({ aggregate }) => aggregate.startsWith('ticket:')),
    ({ aggregate }) => aggregate,
  );
  for (const [aggregate, events] of histories) {
    for (const [before, after] of steps(events)) {
      const orderId = before.data['orderId'] as string | null | undefined;
      // Of many places nobody is the holder.
      if (!orderId || after.data['orderId'] === orderId || after.data['quantity'] !== before.data['quantity'])
        continue;
      const ended = ends.get(`order:${orderId}`)?.some(({ at }) => at <= after.at);
      if (!ended) finding(`${aggregate} was taken from order ${orderId}, which had not ended`);
    }
  }
  return findings;
}

function steps(events: readonly OutboxEvent[]): [OutboxEvent, OutboxEvent][] {
  const ordered = [...events].sort((a, b) => a.version - b.version);
  return ordered.slice(1).map((event, index) => [ordered[index] as OutboxEvent, event]);
}

/** No money in the wrong place; an order that is still open may have been charged a moment ago. */
export function checkMoney({ orders, money }: Snapshot): Finding[] {
  const open = new Set(orders.filter(({ status }) => PENDING.has(status)).map(({ id }) => id));
  return moneyFaults(
    orders.filter(({ id }) => !open.has(id)),
    money.filter(({ orderId }) => !open.has(orderId)),
  ).map((text) => ({ invariant: 'I2', kind: 'money', text }));
}
