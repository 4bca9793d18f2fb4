import { Order, type OrderDocument } from '../models/order';

/** The ticket of the orders that specs place. */
export const ticketId = '665f0000000000000000000a';

/** A time before now. @param ms milliseconds */
export const ago = (ms: number): Date => new Date(Date.now() - ms);

/** A time after now. @param ms milliseconds */
export const ahead = (ms: number): Date => new Date(Date.now() + ms);

/** Stores an order of that ticket. */
export const place = (expiresAt = ahead(60_000), userId = 'buyer'): Promise<OrderDocument> =>
  Order.build({ userId, expiresAt, ticket: { id: ticketId, title: 'Concert', price: 20 } }).save();

/** The order as it is stored now. */
export const reload = async (order: OrderDocument): Promise<OrderDocument> =>
  (await Order.findById(order._id)) as OrderDocument;
