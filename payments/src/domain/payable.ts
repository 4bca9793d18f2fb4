import { OrderStatus } from '@ticketing/common/contracts';
import { isPrice } from '@ticketing/common/money';

/** What paying needs to know of an order. */
export interface PayableOrder {
  readonly status: OrderStatus;
  readonly userId: string;
  readonly expiresAt: Date;
  /** Currency units. */
  readonly price: number;
  /** The shop's, if absent. */
  readonly currency?: string | undefined;
  /** Of an order for what its holder sells again: whether the holder's code is void. */
  readonly surrendered?: boolean | undefined;
}

/** Whether an order can be paid by somebody, and why not. */
export type PayableDecision =
  'payable' | 'not-owner' | 'paid' | 'cancelled' | 'expired' | 'unpayable' | 'not-surrendered';

/**
 * Only its owner pays an order, while it holds its ticket, and only a price that can be charged: an order from before there
 * were limits may have another. The owner comes first, so that a stranger learns nothing
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
      if (order.expiresAt <= now) return 'expired';
      // Defence: a resale is charged once it is surrendered → ;
      if (order.surrendered === false) return 'not-surrendered';
      return isPrice(order.price, order.currency) ? 'payable' : 'unpayable';
  }
}

/** Whether the order still waits for its money, as far as is known. Its end may be on the way. */
export function isLive(order: PayableOrder, now: Date): boolean {
  const decision = decidePayable(order, order.userId, now);
  return decision === 'payable' || decision === 'unpayable';
}
