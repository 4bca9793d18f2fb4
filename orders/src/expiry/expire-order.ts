import { isObjectId, type Outbox } from '@ticketing/common';
import { expire } from '../domain/order';
import { saveChanged } from '../events/order-facts';
import { Order } from '../models/order';
import { recordExpiry } from './expiry-metrics';

/**
 * Cancels an order whose time is up. Early, late, repeated and unknown ones change nothing.
 *
 * @returns whether this call ended the order
 */
export async function expireOrder(outbox: Outbox, orderId: string, now: Date): Promise<boolean> {
  if (!isObjectId(orderId)) return false;
  const expired = await outbox.transaction(async (tx) => {
    const order = await Order.findById(orderId).session(tx.session);
    if (!order) return null;
    const decision = expire(order, now);
    if (!decision.do) return null;
    order.set(decision.set);
    await saveChanged(tx, order);
    return order;
  });
  if (expired) recordExpiry(expired.expiresAt);
  return expired !== null;
}
