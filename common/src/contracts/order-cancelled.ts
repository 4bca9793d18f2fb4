import { z } from 'zod';
import { fields, versionedEvent } from './event';
import { Subjects } from './subjects';

export const cancelReason = z.enum(['user', 'expired', 'refunded']);
/** Why an order ended without a sale, or why a sale was undone. */
export type CancelReason = z.infer<typeof cancelReason>;

const data = z.object({
  id: fields.id,
  version: fields.version,
  reason: cancelReason,
  userId: fields.id,
  ticket: z.object({ id: fields.id }),
});

/** An order ended and no longer holds its ticket. */
export interface OrderCancelledEvent {
  subject: Subjects.OrderCancelled;
  data: z.infer<typeof data>;
}

export const orderCancelled = versionedEvent('order', Subjects.OrderCancelled, data);
