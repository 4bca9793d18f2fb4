import type { Payment } from '../../lib/api/types';

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

/** When a payment came to be what its status says, as far as that is known: given back, or asked to be; else begun. */
export function statusSince({ createdAt, refund }: Pick<Payment, 'createdAt' | 'refund'>): string {
  return refund?.refundedAt ?? refund?.requestedAt ?? createdAt;
}
