import type { z } from 'zod';
import { versionedEvent } from './event';
import { orderData } from './order';
import { Subjects } from './subjects';

/** A live order changed: the bank asks, and the hold was extended. */
export interface OrderUpdatedEvent {
  subject: Subjects.OrderUpdated;
  data: z.infer<typeof orderData>;
}

export const orderUpdated = versionedEvent('order', Subjects.OrderUpdated, orderData);
