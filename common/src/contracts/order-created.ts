import type { z } from 'zod';
import { versionedEvent } from './event';
import { orderData } from './order';
import { Subjects } from './subjects';

/** A buyer reserved a ticket until `expiresAt`. */
export interface OrderCreatedEvent {
  subject: Subjects.OrderCreated;
  data: z.infer<typeof orderData>;
}

export const orderCreated = versionedEvent('order', Subjects.OrderCreated, orderData);
