import type { Transaction } from '@ticketing/common/outbox';
import type mongoose from 'mongoose';
import { holdsTicket, isPending } from './domain/order';
import { publishOrderChanged } from './events/publish-order-events';
import { Order, type OrderFields } from './models/order';
import { freePlaces } from './places/free-places';
import { type Offers, settleOffers } from './waiting/offers';

/** An order as it was read. */
export type StoredOrder = OrderFields & { _id: mongoose.Types.ObjectId };

/**
 * Ends orders of which all have the same new status and reason, tells of each, and frees their places for those who wait. One write for all
 * raises each order's version by one. The transaction's snapshot sees to it that they still are as they were read: who
 * changed one meanwhile makes it start again.
 *
 * @param orders as they shall be, but for the version
 * @param run in which each is told of; at once, if not given
 */
export async function endOrders(
  tx: Transaction,
  orders: readonly StoredOrder[],
  offers: Offers,
  run: (order: StoredOrder, publish: () => Promise<void>) => Promise<void> = (_order, publish) => publish(),
): Promise<void> {
  const [first] = orders;
  if (!first) return;
  const { status, cancelReason } = first;
  await Order.collection.updateMany(
    { _id: { $in: orders.map(({ _id }) => _id) } },
    {
      $set: {
        status,
        cancelReason,
        holds: holdsTicket(status),
        pending: isPending(status),
        updatedAt: new Date(),
      },
      $unset: { slots: true },
      $inc: { version: 1 },
    },
    { session: tx.session },
  );
  const freed = await freePlaces(tx, orders);
  for (const order of orders)
    await run(order, () => publishOrderChanged(tx, { ...order, version: order.version + 1 }));
  await settleOffers(tx, orders);
  await offers.make(tx, freed);
}
