import { randomBytes } from 'node:crypto';
import {
  OrderStatus,
  type OrderCancelledEvent,
  type OrderCompletedEvent,
  type OrderCreatedEvent,
} from '@ticketing/common/contracts';

/** An id as MongoDB makes them. */
export const newId = (): string => randomBytes(12).toString('hex');

/** An ISO time so many milliseconds from now. */
export const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

/** The data of order:created or order:updated. */
export function liveOrder(data: Partial<OrderCreatedEvent['data']> = {}): OrderCreatedEvent['data'] {
  return {
    id: newId(),
    version: 0,
    status: OrderStatus.Created,
    userId: newId(),
    expiresAt: inMs(60_000),
    ticket: { id: newId(), price: 20 },
    ...data,
  };
}

/** The data of order:completed for the order. */
export function completedOrder(order: OrderCreatedEvent['data']): OrderCompletedEvent['data'] {
  const { id, version, userId, ticket } = order;
  return { id, version: version + 1, userId, ticket: { id: ticket.id } };
}

/** The data of order:cancelled for the order. */
export function cancelledOrder(order: OrderCreatedEvent['data']): OrderCancelledEvent['data'] {
  return { ...completedOrder(order), reason: 'user' };
}
