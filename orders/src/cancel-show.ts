import type { Outbox } from '@ticketing/common/outbox';
import { cancelForShow } from './domain/order';
import { endOrders, type StoredOrder } from './end-orders';
import { Order } from './models/order';
import { Ticket } from './models/ticket';

/** Orders ended in one transaction, at the most. */
const MAX_SHARED = 256;

/**
 * Ends the unpaid orders of a cancelled show. That it sells nothing more, and that money which comes all the same is given
 * back, is seen by the show itself wherever an order is placed or paid. Repeating it changes nothing.
 */
export async function cancelShow(outbox: Outbox, showId: string): Promise<void> {
  const tickets = await Ticket.find({ 'terms.showId': showId }, { _id: 1 }).lean();
  const unpaid = { 'items.ticket.id': { $in: tickets.map(({ _id }) => String(_id)) }, pending: true };
  for (let ended = MAX_SHARED; ended === MAX_SHARED;) {
    ended = await outbox.transaction(async (tx) => {
      const orders = await Order.find(unpaid, null, { session: tx.session })
        .limit(MAX_SHARED)
        .lean<StoredOrder[]>();
      await endOrders(
        tx,
        orders.flatMap((order) => {
          const decision = cancelForShow(order);
          return decision.do ? [{ ...order, ...decision.set }] : [];
        }),
      );
      return orders.length;
    });
  }
}
