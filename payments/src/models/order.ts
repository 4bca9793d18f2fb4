import type { OrderStatus } from '@ticketing/common/contracts';
import mongoose from 'mongoose';

/** What was ordered of one ticket. */
export interface OrderedItem {
  ticketId: string;
  quantity: number;
  /** Of one place, in currency units. */
  price: number;
  /** Which of the ticket's places, from 0; unknown of orders from before that was kept. */
  places?: number[] | undefined;
  seats?: string[] | undefined;
}

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
  /** What was paid for of each, whatever was given back since. */
  items?: OrderedItem[] | undefined;
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
    items: {
      type: [
        {
          _id: false,
          ticketId: String,
          quantity: Number,
          price: Number,
          places: { type: [Number], default: undefined },
          seats: { type: [String], default: undefined },
        },
      ],
      default: undefined,
    },
    price: { type: Number, required: true },
    currency: { type: String },
    surrendered: { type: Boolean },
  },
  { versionKey: false },
);

export const Order = mongoose.model<OrderProjection>('Order', schema, 'orders');
