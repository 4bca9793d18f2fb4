import type { Payment } from '../../lib/api/types';
import { countPlaces, sumPrices } from '../../lib/words/cart';

/** What a buyer may have back of what they paid. */
export interface RefundOffer {
  readonly paymentId: string;
  readonly items: { ticketId: string; quantity: number; seats?: string[] }[];
  readonly places: number;
  /** In units of the currency. */
  readonly amount: number;
  readonly currency: string;
}

/** What can go back of the payments of an order, by what its service says of them; most of the time nothing. */
export function findRefundOffer(
  payments: readonly Pick<Payment, 'id' | 'currency' | 'refundable'>[],
): RefundOffer | undefined {
  const payment = payments.find(({ refundable = [] }) => refundable.length > 0);
  if (payment?.refundable === undefined) return undefined;
  const { id, currency, refundable } = payment;
  return {
    paymentId: id,
    items: refundable.map(({ ticketId, quantity, seats }) => ({
      ticketId,
      quantity,
      ...(seats && { seats }),
    })),
    places: countPlaces(refundable),
    amount: sumPrices(refundable),
    currency,
  };
}
