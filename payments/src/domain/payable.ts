import { OrderStatus } from '@ticketing/common';

/** What paying needs to know of an order. */
export interface PayableOrder {
  readonly status: OrderStatus;
  readonly userId: string;
  readonly expiresAt: Date;
}

/** Whether an order can be paid by somebody, and why not. */
export type PayableDecision = 'payable' | 'not-owner' | 'paid' | 'cancelled' | 'expired';

/**
 * Only its owner pays an order, while it holds its ticket. The owner comes first, so that a stranger learns nothing
 * of the order.
 */
export function decidePayable(order: PayableOrder, userId: string, now: Date): PayableDecision {
  if (order.userId !== userId) return 'not-owner';
  switch (order.status) {
    case OrderStatus.Complete:
      return 'paid';
    case OrderStatus.Cancelled:
      return 'cancelled';
    case OrderStatus.Created:
    case OrderStatus.AwaitingPayment:
      return order.expiresAt > now ? 'payable' : 'expired';
  }
}

/** Whether the order still waits for its money, as far as is known. Its end may be on the way. */
export function isLive(order: PayableOrder, now: Date): boolean {
  return decidePayable(order, order.userId, now) === 'payable';
}
