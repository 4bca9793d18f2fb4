import { z } from 'zod';
import { fields, versionedEvent } from './event';
import { Subjects } from './subjects';

const data = z.object({
  id: fields.id,
  version: fields.version,
  orderId: fields.id,
  stripeId: z.string().min(1),
  userId: fields.id,
  /** In the unit of ticket prices, whole cents. */
  amount: fields.price,
});

/** An order's charge succeeded. */
export interface PaymentCreatedEvent {
  subject: Subjects.PaymentCreated;
  data: z.infer<typeof data>;
}

export const paymentCreated = versionedEvent('payment', Subjects.PaymentCreated, data);
