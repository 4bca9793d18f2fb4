import { z } from 'zod';
import { fields, versionedEvent } from './event';
import { Subjects } from './subjects';

const data = z.object({
  id: fields.id,
  version: fields.version,
  orderId: fields.id,
  stripeId: z.string().min(1),
  userId: fields.id,
  /** In the unit of ticket prices, whole cents; always the whole charge. */
  amount: fields.price,
  reason: z.string().min(1),
});

/** An order's charge was given back. */
export interface PaymentRefundedEvent {
  subject: Subjects.PaymentRefunded;
  data: z.infer<typeof data>;
}

export const paymentRefunded = versionedEvent('payment', Subjects.PaymentRefunded, data);
