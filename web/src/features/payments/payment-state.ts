import type { Payment } from '../../lib/api/types';
import { countPlaces, sumPrices } from '../../lib/words/cart';

/** What is next for the buyer of an order whose payment was begun. */
export type PaymentStep =
  /** Their bank asks them, about this payment. */
  | { readonly kind: 'bank'; readonly paymentId: string }
  /** Nothing: the card network has not answered yet, or the order is about to say that it is paid. */
  | { readonly kind: 'wait' }
  /** Pay with a card; `refusal` tells why the one before was not taken. */
  | { readonly kind: 'card'; readonly refusal?: string };

/**
 * Decides by the payments, for the order can't: it goes on awaiting its payment when the bank has said no, so that another
 * card can be tried while it is held.
 *
 * @param payments of the order, newest first
 */
export function nextPaymentStep(
  payments: readonly Pick<Payment, 'id' | 'status' | 'refusal'>[],
): PaymentStep {
  const asking = payments.find(({ status }) => status === 'requires_action');
  if (asking) return { kind: 'bank', paymentId: asking.id };
  if (payments.some(({ status }) => status !== 'refused')) return { kind: 'wait' };
  const refusal = payments[0]?.refusal?.message;
  return refusal === undefined ? { kind: 'card' } : { kind: 'card', refusal };
}

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

/** When a payment came to be what its status says, as far as that is known: given back, or asked to be; else begun. */
export function statusSince({ createdAt, refund }: Pick<Payment, 'createdAt' | 'refund'>): string {
  return refund?.refundedAt ?? refund?.requestedAt ?? createdAt;
}
