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
}

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
