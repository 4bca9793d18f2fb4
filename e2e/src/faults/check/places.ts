import { toCents } from '@ticketing/common/money';
import type { Finding } from './finding';
import { groupBy, some } from './group';
import type { ItemState, OrderState, Snapshot } from './snapshot';

const isLive = ({ status }: OrderState): boolean => status !== 'cancelled';

/**
 * I11: the places held and sold of a ticket never exceed its quantity, and no two orders share one. I12: an order that isn't
 * cancelled has all of its places, and one that is has none.
 */
export function checkPlaces({ tickets, orders, places }: Snapshot): Finding[] {
  const findings: Finding[] = [];
  const live = orders.filter(isLive);
  const wanted = live.flatMap(({ id, places: its = [] }) => its.map((place) => ({ place, id })));
  const seats = live.flatMap(({ id, items = [] }) =>
    items.flatMap(({ ticketId, seats: labels = [] }) =>
      labels.map((label) => ({ place: `${ticketId} ${label}`, id })),
    ),
  );
  for (const [place, holders] of groupBy([...wanted, ...seats], (each) => each.place)) {
    if (holders.length === 1) continue;
    const text = `place ${place} is that of orders ${some(holders.map(({ id }) => id))}`;
    findings.push({ invariant: 'I11', kind: 'double sale', text });
  }
  const taken = groupBy(new Set(wanted.map(({ place }) => place)), toTicketId);
  for (const { id, quantity = 1 } of tickets) {
    const count = taken.get(id)?.length ?? 0;
    if (count <= quantity) continue;
    const text = `ticket ${id} has ${quantity} places, and ${count} are held or sold`;
    findings.push({ invariant: 'I11', kind: 'double sale', text });
  }
  const rows = groupBy(places, ({ orderId }) => orderId ?? '');
  for (const { id, status, places: its = [] } of orders) {
    const has = (rows.get(id) ?? []).map((row) => row.id).sort();
    rows.delete(id);
    const due = status === 'cancelled' ? [] : [...its].sort();
    if (its.length === 0 || has.join() === due.join()) continue;
    const text = `order ${id} is ${status} and has places ${some(has)}; it is for ${some(its)}`;
    findings.push({ invariant: 'I12', kind: 'hold', text });
  }
  rows.delete('');
  for (const [id, its] of rows) {
    const text = `places ${some(its.map((row) => row.id))} are kept for order ${id}, which does not exist`;
    findings.push({ invariant: 'I12', kind: 'hold', text });
  }
  return findings;
}

const toTicketId = (place: string): string => place.replace(/#.*$/, '');

/** I11: of the places of a ticket each is free, held, sold or off sale, and the ticket is shown as orders keeps it. */
export function checkStock({ tickets, orders, places, stock }: Snapshot): Finding[] {
  const shown = new Map(tickets.map((ticket) => [ticket.id, ticket]));
  const rows = groupBy(places, ({ id }) => toTicketId(id));
  const items = orders
    .filter(isLive)
    .flatMap(({ status, items: its = [] }) =>
      its.map(({ ticketId, quantity: count }) => ({ ticketId, count, isSold: status === 'complete' })),
    );
  const ordered = groupBy(items, ({ ticketId }) => ticketId);
  return stock.flatMap(({ id, size, quantity }): Finding[] => {
    const ticket = shown.get(id);
    if (!ticket) return [];
    const its = rows.get(id) ?? [];
    const count = (isSold: boolean): number =>
      (ordered.get(id) ?? []).reduce((sum, item) => (item.isSold === isSold ? sum + item.count : sum), 0);
    const free = size - its.length;
    const held = count(false);
    const sold = count(true);
    const status = free > 0 ? 'open' : held > 0 ? 'reserved' : 'sold';
    const isRight =
      free >= 0 &&
      free + held + sold === quantity &&
      its.every((row) => Number(row.id.slice(id.length + 1)) < size) &&
      [ticket.status, ticket.quantity, ticket.held, ticket.sold].join() ===
        [status, quantity, held, sold].join();
    if (isRight) return [];
    const text =
      `ticket ${id} has ${quantity} places, ${held} held, ${sold} sold and ${free} free; ` +
      `it is shown as ${ticket.status} with ${ticket.quantity}, ${ticket.held} held and ${ticket.sold} sold`;
    return [{ invariant: 'I11', kind: 'hold', text, about: `the places of ticket ${id}` }];
  });
}

/**
 * I12: what an order is for and what was given back of it is together as it was when it was placed, each place once, and it
 * costs what its places do.
 */
export function checkCarts({ orders, outbox }: Snapshot): Finding[] {
  const placed = new Map(
    outbox
      .filter(({ subject }) => subject === 'order:created')
      .map(({ aggregate, data }) => [aggregate, data]),
  );
  return orders.flatMap(({ id, items, refunded = [], total }): Finding[] => {
    const told = placed.get(`order:${id}`);
    if (!items || !told?.['items']) return [];
    const before = told['items'] as readonly (ItemState & {
      readonly ticket: { id: string; price: number };
    })[];
    const all = [...items, ...refunded];
    const now = countByTicket(all);
    const then = countByTicket(
      before.map(({ ticket, quantity }) => ({ ticketId: ticket.id, price: ticket.price, quantity })),
    );
    const places = all.flatMap(({ ticketId, places: its }) => its.map((place) => `${ticketId}#${place}`));
    const isWhole =
      new Set(places).size === places.length &&
      all.every(
        ({ quantity, places: its, seats = its }) => its.length === quantity && seats.length === quantity,
      );
    const due = toCents(told['total'] as number) - sumCents(refunded);
    if (isWhole && now.join() === then.join() && total === due / 100 && sumCents(items) === due) return [];
    const text =
      `order ${id} is for ${some(countByTicket(items))} and costs ${total}, and ${some(countByTicket(refunded))} was given back; ` +
      `it was placed for ${some(then)} at ${String(told['total'])}`;
    return [{ invariant: 'I12', kind: 'price', text }];
  });
}

type Counted = Pick<ItemState, 'ticketId' | 'price' | 'quantity'>;

/** In words, in the order of the tickets. */
function countByTicket(items: readonly Counted[]): string[] {
  return [...groupBy(items, ({ ticketId, price }) => `${ticketId} at ${price}`)]
    .map(([what, its]) => `${its.reduce((sum, { quantity }) => sum + quantity, 0)} of ${what}`)
    .sort();
}

function sumCents(items: readonly Counted[]): number {
  return items.reduce((sum, { price, quantity }) => sum + toCents(price) * quantity, 0);
}
