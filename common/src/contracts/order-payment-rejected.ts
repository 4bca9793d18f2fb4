import { z } from 'zod';
import { fields, plainEvent } from './event';
import { Subjects } from './subjects';

const data = z.object({
  orderId: fields.id,
  paymentId: fields.id,
  reason: z.string().min(1),
});

/** Money came for an order that can no longer be completed: it has to be given back. */
export interface OrderPaymentRejectedEvent {
  subject: Subjects.OrderPaymentRejected;
  data: z.infer<typeof data>;
}

export const orderPaymentRejected = plainEvent(Subjects.OrderPaymentRejected, data);
