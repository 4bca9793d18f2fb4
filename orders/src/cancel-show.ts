import type { Outbox } from '@ticketing/common/outbox';
import { cancelForShow } from './domain/order';
import { endOrders, type StoredOrder } from './end-orders';
import { Order } from './models/order';
import { Ticket } from './models/ticket';
import { endLine, type Offers } from './waiting/offers';

/** Orders ended in one transaction, at the most. */
const MAX_SHARED = 256;

/**
 * Ends the unpaid orders and the waiting lists of a cancelled show. That it sells nothing more, and that money which comes all the same is given
 * back, is seen by the show itself wherever an order is placed or paid. Repeating it changes nothing.
 */
export async function cancelShow(outbox: Outbox, offers: Offers, showId: string): Promise<void> {
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
        offers,
      );
      return orders.length;
    });
  }
  for (const { _id } of tickets)
    await outbox.transaction(async (tx) => {
      // Who joins at the same instant meets this write, and then sees that the show is off.
      await Ticket.collection.updateOne({ _id }, { $inc: { lastWaiting: 1 } }, { session: tx.session });
      await endLine(tx, String(_id), 'show-cancelled');
    });
}
