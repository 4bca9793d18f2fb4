import type { EventSink } from '@ticketing/common/messaging';
import { fromCents } from '@ticketing/common/money';
import {
  PaymentCreatedPublisher,
  PaymentPendingPublisher,
  PaymentRefundedPublisher,
  PaymentUpdatedPublisher,
} from '../events/publishers';
import { groupPlaces } from '../domain/refund-places';
import type { PaymentRow, PlaceRefund } from '../models/payment';

/** @throws Error when Stripe does not know the payment yet */
export function toStripeId(payment: PaymentRow): string {
  if (!payment.stripeId) throw new Error(`payment ${payment._id.toString()} is not known to Stripe`);
  return payment.stripeId;
}

const whole = (payment: PaymentRow, version: number) => ({
  id: payment._id.toString(),
  version,
  orderId: payment.orderId,
  stripeId: toStripeId(payment),
  userId: payment.userId,
  /** Like ticket prices: in currency units, whole cents. */
  amount: fromCents(payment.amountCents),
});

/** Tells that the bank asks the buyer. */
export async function publishPending(sink: EventSink, payment: PaymentRow, version: number): Promise<void> {
  if (!payment.until) throw new Error('a payment that waits for the bank has a bounded time');
  await new PaymentPendingPublisher(sink).publish({
    id: payment._id.toString(),
    version,
    orderId: payment.orderId,
    until: payment.until.toISOString(),
  });
}

/** Tells that the money was taken. */
export async function publishCreated(sink: EventSink, payment: PaymentRow, version: number): Promise<void> {
  await new PaymentCreatedPublisher(sink).publish(whole(payment, version));
}

/** Tells that the money for some places was given back, and why. */
export async function publishPlacesRefunded(
  sink: EventSink,
  payment: PaymentRow,
  { reason, amountCents, places }: PlaceRefund,
): Promise<void> {
  await new PaymentUpdatedPublisher(sink).publish({
    ...whole(payment, payment.version - 1),
    reason,
    refunded: fromCents(amountCents),
    items: groupPlaces(places).map(({ ticketId, ...item }) => ({ ticket: { id: ticketId }, ...item })),
  });
}

/** Tells that the money was given back, and why. */
export async function publishRefunded(sink: EventSink, payment: PaymentRow, version: number): Promise<void> {
  const { reason = 'refunded', amountCents } = payment.refund ?? {};
  await new PaymentRefundedPublisher(sink).publish({
    ...whole(payment, version),
    reason,
    ...(amountCents !== undefined && { refunded: fromCents(amountCents) }),
  });
}
