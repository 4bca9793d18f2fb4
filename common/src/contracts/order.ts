import { z } from 'zod';
import { fields } from './event';

/** Where an order stands. Only the orders service moves it. */
export enum OrderStatus {
  /** Holds its ticket until `expiresAt`. */
  Created = 'created',
  /** The bank asks the buyer; the hold was extended once. */
  AwaitingPayment = 'awaiting:payment',
  /** Paid. */
  Complete = 'complete',
  /** Ended without a sale; its ticket is free again. */
  Cancelled = 'cancelled',
}

/** The state of a live order, told whole. `ticket.price` is what the buyer pays, fixed when the order was placed. */
export const orderData = z.object({
  id: fields.id,
  version: fields.version,
  status: z.enum(OrderStatus),
  userId: fields.id,
  expiresAt: fields.time,
  ticket: z.object({ id: fields.id, price: fields.price }),
});
