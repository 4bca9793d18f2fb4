import { z } from 'zod';
import { fields, versionedEvent } from './event';
import { Subjects } from './subjects';

const data = z.object({
  id: fields.id,
  version: fields.version,
  orderId: fields.id,
  /** ISO 8601 time until which the bank may take to decide. */
  until: fields.time,
});

/** The bank asks the buyer to confirm a payment. */
export interface PaymentPendingEvent {
  subject: Subjects.PaymentPending;
  data: z.infer<typeof data>;
}

export const paymentPending = versionedEvent('payment', Subjects.PaymentPending, data);
