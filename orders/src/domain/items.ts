import { placeKey } from '@ticketing/common/contracts';
import { CURRENCY, fromCents, toCents } from '@ticketing/common/money';

/** What was ordered of one ticket. */
export interface OrderItem {
  /** As it was when the order was placed; what the buyer pays does not change afterwards. */
  ticket: { id: string; title: string; price: number };
  quantity: number;
  /** Which of the ticket's places, from 0. */
  places: number[];
  /** Their labels, where they are seats. */
  seats?: string[] | undefined;
  /** Those of `places` that their holders have sold again. */
  resold?: number[] | undefined;
}

/** What an order holds and costs; orders from before there were places have `ticket` alone. */
export interface Ordered {
  readonly ticket: OrderItem['ticket'];
  readonly items?: OrderItem[] | undefined;
  readonly total?: number | undefined;
  readonly currency?: string | undefined;
  /** Places that were given back while the order went on, by their ticket. */
  readonly refunded?: RefundedItem[] | undefined;
}

/** What was given back of one ticket. */
export type RefundedItem = Omit<OrderItem, 'resold'>;

/** All items of an order. */
export function orderItems({ ticket, items }: Ordered): readonly OrderItem[] {
  return items?.length ? items : [{ ticket, quantity: 1, places: [0] }];
}

/** What the buyer pays in all, in whole cents of the currency. */
export function orderTotal({ ticket, total, currency }: Ordered): { total: number; currency: string } {
  return { total: total ?? ticket.price, currency: currency ?? CURRENCY };
}

/** What items cost together, in currency units. */
export function totalPrice(items: readonly { readonly price: number; readonly quantity: number }[]): number {
  return fromCents(items.reduce((sum, { price, quantity }) => sum + toCents(price) * quantity, 0));
}

/**
 * An order without some of its places, which are given back. Those that it doesn't have, or that their holders have sold
 * again, stay as they are.
 *
 * @returns what it is then, without any items when nothing is left; `undefined` when nothing of it is given back
 */
export function withoutPlaces(
  order: Ordered,
  given: readonly { readonly ticketId: string; readonly places: readonly number[] }[],
): { items: OrderItem[]; refunded: RefundedItem[]; total: number } | undefined {
  const gone = new Set(
    given.flatMap(({ ticketId, places }) => places.map((place) => placeKey({ ticketId, place }))),
  );
  const items: OrderItem[] = [];
  const refunded = (order.refunded ?? []).map((item) => only(item, () => true));
  let isChanged = false;
  for (const item of orderItems(order)) {
    const goes = (place: number) =>
      gone.has(placeKey({ ticketId: item.ticket.id, place })) && !item.resold?.includes(place);
    const left = only(item, (n) => !goes(n));
    if (left.quantity > 0)
      items.push({ ...left, ...(item.resold?.length ? { resold: [...item.resold] } : {}) });
    const part = only(item, goes);
    if (part.quantity === 0) continue;
    isChanged = true;
    const known = refunded.findIndex(({ ticket }) => ticket.id === item.ticket.id);
    if (known < 0) refunded.push(part);
    else refunded[known] = join(refunded[known]!, part);
  }
  if (!isChanged) return undefined;
  const total = totalPrice(items.map(({ ticket: { price }, quantity }) => ({ price, quantity })));
  return { items, refunded, total };
}

/** Of an item, the places that are asked for, with their labels. */
function only({ ticket, places, seats }: RefundedItem, isWanted: (place: number) => boolean): RefundedItem {
  const { id, title, price } = ticket;
  const kept = places.filter(isWanted);
  const labels = seats?.filter((_label, nth) => isWanted(places[nth]!)) ?? [];
  return {
    ticket: { id, title, price },
    quantity: kept.length,
    places: kept,
    ...(labels.length > 0 ? { seats: labels } : {}),
  };
}

function join(a: RefundedItem, b: RefundedItem): RefundedItem {
  const seats = [...(a.seats ?? []), ...(b.seats ?? [])];
  return {
    ticket: a.ticket,
    quantity: a.quantity + b.quantity,
    places: [...a.places, ...b.places],
    ...(seats.length > 0 ? { seats } : {}),
  };
}
