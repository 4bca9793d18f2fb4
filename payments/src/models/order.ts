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
  ticketId: string;
  /** In currency units with whole cents; fixed when the order was placed. */
  price: number;
}

const schema = new mongoose.Schema<OrderProjection>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    status: { type: String, required: true },
    userId: { type: String, required: true },
    expiresAt: { type: Date, required: true },
    ticketId: { type: String, required: true },
    price: { type: Number, required: true },
  },
  { versionKey: false },
);

export const Order = mongoose.model<OrderProjection>('Order', schema, 'orders');
