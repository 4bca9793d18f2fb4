import { type CancelReason, OrderStatus } from '@ticketing/common/contracts';

/** How long the bank may prolong a hold, in milliseconds, once per order. */
export const MAX_EXTENSION_MS = 10 * 60_000;

/** What decides where an order may go. */
export interface OrderState {
  readonly status: OrderStatus;
  readonly expiresAt: Date;
  readonly cancelReason?: CancelReason | undefined;
  /** The payment that completed it. */
  readonly paymentId?: string | undefined;
}

/** A step of an order, or why there is none. */
export type Decision<T> =
  { readonly do: true; readonly set: T } | { readonly do: false; readonly why: Refusal };
export type Refusal =
  'already-ended' | 'complete' | 'too-early' | 'already-awaiting' | 'already-paid' | 'paid-by-another';

/** Whether an order still waits to be paid. */
export function isPending(status: OrderStatus): boolean {
  return status === OrderStatus.Created || status === OrderStatus.AwaitingPayment;
}

/** Whether an order keeps others from buying its ticket: all but the cancelled ones do. */
export function holdsTicket(status: OrderStatus): boolean {
  return status !== OrderStatus.Cancelled;
}

/** When an order placed at `now` ends unless it is paid. */
export function toExpiry(now: Date, windowSeconds: number): Date {
  return new Date(now.getTime() + windowSeconds * 1_000);
}

interface Cancelled {
  status: OrderStatus.Cancelled;
  cancelReason: CancelReason;
}

/** The buyer gives the ticket back: as long as the order is not paid. */
export function cancelByUser(order: OrderState): Decision<Cancelled> {
  if (order.status === OrderStatus.Complete) return { do: false, why: 'complete' };
  if (order.status === OrderStatus.Cancelled) return { do: false, why: 'already-ended' };
  return { do: true, set: { status: OrderStatus.Cancelled, cancelReason: 'user' } };
}

/** The show doesn't take place: only for an order that waits to be paid; what was paid is given back by payments. */
export function cancelForShow(order: OrderState): Decision<Cancelled> {
  if (order.status === OrderStatus.Complete) return { do: false, why: 'complete' };
  if (order.status === OrderStatus.Cancelled) return { do: false, why: 'already-ended' };
  return { do: true, set: { status: OrderStatus.Cancelled, cancelReason: 'show-cancelled' } };
}

/** Its holder no longer sells it: only for an order that waits to be paid. */
export function cancelForResale(order: OrderState): Decision<Cancelled> {
  if (order.status === OrderStatus.Complete) return { do: false, why: 'complete' };
  if (order.status === OrderStatus.Cancelled) return { do: false, why: 'already-ended' };
  return { do: true, set: { status: OrderStatus.Cancelled, cancelReason: 'resale-withdrawn' } };
}

/** Time is up: only for an order that waits to be paid, and never before its own `expiresAt`. */
export function expire(order: OrderState, now: Date): Decision<Cancelled> {
  if (order.status === OrderStatus.Complete) return { do: false, why: 'complete' };
  if (order.status === OrderStatus.Cancelled) return { do: false, why: 'already-ended' };
  if (now.getTime() < order.expiresAt.getTime()) return { do: false, why: 'too-early' };
  return { do: true, set: { status: OrderStatus.Cancelled, cancelReason: 'expired' } };
}

/** The bank asks the buyer: the hold is prolonged once, to `until` but by no more than ten minutes. */
export function awaitPayment(
  order: OrderState,
  until: Date,
): Decision<{ status: OrderStatus.AwaitingPayment; expiresAt: Date }> {
  if (order.status === OrderStatus.Complete) return { do: false, why: 'complete' };
  if (order.status === OrderStatus.Cancelled) return { do: false, why: 'already-ended' };
  if (order.status === OrderStatus.AwaitingPayment) return { do: false, why: 'already-awaiting' };
  const latest = order.expiresAt.getTime() + MAX_EXTENSION_MS;
  const expiresAt = new Date(Math.max(order.expiresAt.getTime(), Math.min(until.getTime(), latest)));
  return { do: true, set: { status: OrderStatus.AwaitingPayment, expiresAt } };
}

/**
 * Money came in. A live order is complete; so is one that ended meanwhile, if nobody else took its places, which
 * only the database can tell. A second payment of a completed order has to be given back.
 */
export function complete(
  order: OrderState,
  paymentId: string,
): Decision<{ status: OrderStatus.Complete; paymentId: string; cancelReason: undefined }> {
  if (order.paymentId === paymentId) return { do: false, why: 'already-paid' };
  if (order.status === OrderStatus.Complete) return { do: false, why: 'paid-by-another' };
  return { do: true, set: { status: OrderStatus.Complete, paymentId, cancelReason: undefined } };
}

/** The money of a completed order was given back: the ticket is free again. */
export function refund(order: OrderState, paymentId: string): Decision<Cancelled> {
  if (!isPaidBy(order, paymentId)) return { do: false, why: 'already-ended' };
  return { do: true, set: { status: OrderStatus.Cancelled, cancelReason: 'refunded' } };
}

/** Whether it is complete, and was paid by this payment. */
export function isPaidBy({ status, paymentId }: OrderState, id: string): boolean {
  return status === OrderStatus.Complete && paymentId === id;
}
