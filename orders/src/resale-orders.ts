import type { Outbox, Transaction } from '@ticketing/common/outbox';
import mongoose from 'mongoose';
import { orderItems } from './domain/items';
import { cancelForResale, isPending } from './domain/order';
import { OrderPaymentRejectedPublisher } from './events/publishers';
import { Order, type OrderDocument } from './models/order';
import { Place, placeId } from './models/place';
import { Resale } from './models/resale';
import { saveChanged } from './save-changed';
import type { Offers } from './waiting/offers';

/** The holder's code is void for an order, which can be paid from now on. One that ended meanwhile stays as it is. */
export async function noteSurrender(outbox: Outbox, offers: Offers, orderId: string): Promise<void> {
  await outbox.transaction(async (tx) => {
    const order = await Order.findById(orderId).session(tx.session);
    if (!order?.resale || order.resale.surrendered || !isPending(order.status)) return;
    order.set('resale.surrendered', true);
    await saveChanged(tx, order, offers);
  });
}

/** Ends an order of an admission that its holder doesn't sell any more; if it was paid, the money is given back. */
export async function endResaleOrder(outbox: Outbox, offers: Offers, orderId: string): Promise<void> {
  await outbox.transaction(async (tx) => {
    const order = await Order.findById(orderId).session(tx.session);
    if (!order?.resale) return;
    const decision = cancelForResale(order);
    if (decision.do) {
      order.set(decision.set);
      await saveChanged(tx, order, offers);
    } else if (decision.why === 'complete' && order.paymentId) {
      const { paymentId } = order;
      const reason = 'the ticket is no longer sold by its holder';
      await new OrderPaymentRejectedPublisher(tx).publish({ orderId, paymentId, reason });
    }
  });
}

/**
 * Hands the place of a resale over to the order that has paid for it. From then on the order before it frees it no more.
 * @returns whether it could be: not before the holder's code is void, nor once that order was given back
 */
export async function takeOver({ session }: Transaction, order: OrderDocument): Promise<boolean> {
  // Defence: a resale is paid once it is surrendered → ;
  if (!order.resale?.surrendered) return false;
  const resale = await Resale.findById(order.ticket.id).session(session).lean();
  if (!resale) return false;
  const { ticketId, place } = resale;
  const _id = new mongoose.Types.ObjectId(resale.orderId);
  const own = { _id: placeId(ticketId, place), order: _id };
  const { matchedCount } = await Place.updateOne(own, { $set: { order: order._id } }, { session });
  if (matchedCount === 0) return false;
  const before = await Order.findById(_id).session(session).lean();
  if (!before) return false;
  const items = orderItems(before).map((item) =>
    item.ticket.id === ticketId && item.places.includes(place)
      ? { ...item, resold: [...(item.resold ?? []), place] }
      : item,
  );
  await Order.collection.updateOne({ _id }, { $set: { items } }, { session });
  return true;
}

/** Notes that the place of a resale is free with the end of the order that had paid for it, unless it was sold once more. */
export async function giveUpPlace({ session }: Transaction, order: OrderDocument): Promise<void> {
  if (!order.resale) return;
  const resale = await Resale.findById(order.ticket.id).session(session).lean();
  if (!resale) return;
  const { ticketId, place } = resale;
  const own = { _id: placeId(ticketId, place), order: order._id };
  if (await Place.exists(own).session(session)) order.set('resale.freed', { ticketId, place });
}
