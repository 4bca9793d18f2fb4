import type { OrderStatus } from '@ticketing/common/contracts';
import mongoose from 'mongoose';

/** An order as its events describe it: what payments are decided by. */
export interface OrderProjection {
  /** The order's id. */
  _id: string;
  /** Of the last event applied. */
  version: number;
  status: OrderStatus;
  /** Who buys. */
  userId: string;
  expiresAt: Date;
  /** The first of its tickets; all are of one seller. */
  ticketId: string;
  /** All of them, where there are several. */
  ticketIds?: string[] | undefined;
  /** What was ordered of each, for the receipt. */
  items?: { ticketId: string; quantity: number; price: number }[] | undefined;
  /** What the buyer pays for all places, in currency units with whole cents; fixed when the order was placed. */
  price: number;
  /** The shop's, if absent. */
  currency?: string | undefined;
  /** Of an order for what its holder sells again: whether the holder's code is void. */
  surrendered?: boolean | undefined;
}

const schema = new mongoose.Schema<OrderProjection>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    status: { type: String, required: true },
    userId: { type: String, required: true },
    expiresAt: { type: Date, required: true },
    ticketId: { type: String, required: true },
    ticketIds: { type: [String], default: undefined },
    items: { type: [{ _id: false, ticketId: String, quantity: Number, price: Number }], default: undefined },
    price: { type: Number, required: true },
    currency: { type: String },
    surrendered: { type: Boolean },
  },
  { versionKey: false },
);

export const Order = mongoose.model<OrderProjection>('Order', schema, 'orders');
