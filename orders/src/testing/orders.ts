import { type CancelReason, OrderStatus } from '@ticketing/common/contracts';
import type { Outcome } from '@ticketing/common/messaging';
import { deliver } from '@ticketing/common/testing';
import { ticketProjection } from '../events/listeners';
import { PaymentCreatedListener } from '../events/payment-listeners';
import { Order, type OrderDocument } from '../models/order';
import { Place, placeId } from '../models/place';
import type { TestService } from './test-app';

/** The ticket of the orders that specs place. */
export const ticketId = '665f0000000000000000000a';

/** A time before now. @param ms milliseconds */
export const ago = (ms: number): Date => new Date(Date.now() - ms);

/** A time after now. @param ms milliseconds */
export const ahead = (ms: number): Date => new Date(Date.now() + ms);

/** Stores an order of that ticket. */
export const place = async (expiresAt = ahead(60_000), userId = 'buyer'): Promise<OrderDocument> => {
  const order = Order.build({ userId, expiresAt, ticket: { id: ticketId, title: 'Concert', price: 20 } });
  await Place.create({ _id: placeId(ticketId, 0), order: order._id });
  return order.save();
};

/** Ends an order without telling of it. */
export const end = async (order: OrderDocument, cancelReason: CancelReason): Promise<void> => {
  await order.set({ status: OrderStatus.Cancelled, cancelReason }).save();
  await Place.deleteMany({ order: order._id });
};

/** The order as it is stored now. */
export const reload = async (order: OrderDocument): Promise<OrderDocument> =>
  (await Order.findById(order._id)) as OrderDocument;

/** What events say of an order of one place. */
export const oneTicket = (id: string) => ({
  items: [{ ticket: { id, price: 20 }, quantity: 1, places: [0] }],
  total: 20,
  currency: 'usd',
});

/** Delivers that an order was paid. */
export const pay = (
  { messaging, outbox, offers }: TestService,
  orderId: string,
  { id = `payment-${orderId}`, userId = 'buyer', amount = 20 } = {},
): Promise<Outcome> =>
  deliver(messaging, new PaymentCreatedListener(outbox, offers), {
    id,
    version: 0,
    orderId,
    stripeId: 'pi',
    userId,
    amount,
  });

/** Delivers a version of a ticket of the seller's. */
export const updateTicket = (
  { messaging }: TestService,
  id: string,
  version: number,
  fields: object,
): Promise<Outcome> => {
  const [, updated] = ticketProjection().listeners();
  const ticket = {
    id,
    version,
    title: 'Concert',
    price: 20,
    userId: 'seller',
    orderId: null,
    status: 'open',
  };
  return deliver(messaging, updated!, { ...ticket, ...fields });
};
