import { type CancelReason, OrderStatus } from '@ticketing/common/contracts';
import { updateIfCurrent } from '@ticketing/common/mongo';
import mongoose from 'mongoose';
import { holdsTicket, isPending } from '../domain/order';
import type { OrderItem, RefundedItem } from '../domain/items';
import { ONE_UNPAID_PLACE_PER_SLOT } from './unpaid-slot';

/** What a new order is made of. */
export interface OrderAttributes {
  userId: string;
  expiresAt: Date;
  /** That of the first item. */
  ticket: OrderItem['ticket'];
  /** None of orders from before there were places, which hold the one of `ticket`. */
  items?: OrderItem[];
  /** What the buyer pays, in currency units. */
  total?: number;
  currency?: string;
  /** Whether it was made for the next in a waiting list. */
  offer?: true;
  /** Of an order for an admission that its holder sells again. */
  resale?: ResaleOrder;
}

/** What an order waits for before it can be paid. */
interface ResaleOrder {
  admissionId: string;
  /** Whether its holder's code is void. */
  surrendered: boolean;
  /** The place that is free with its end, of the ticket that it was first sold by. */
  freed?: { ticketId: string; place: number };
}

export interface OrderFields extends OrderAttributes {
  status: OrderStatus;
  cancelReason?: CancelReason;
  paymentId?: string;
  /** Places that were given back while the order went on, by their ticket; `items` and `total` are without them. */
  refunded?: RefundedItem[];
  /** Whether it keeps others from buying its places. */
  holds: boolean;
  /** Whether it waits to be paid; what the sweep for overdue orders looks at. */
  pending: boolean;
  /** Which of the buyer's unpaid places it has, while it waits to be paid; none of orders from before there was a limit. */
  slots?: number[] | undefined;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export type OrderDocument = mongoose.HydratedDocument<OrderFields>;

interface OrderModel extends mongoose.Model<OrderFields> {
  build(attributes: OrderAttributes): OrderDocument;
}

const ticket = {
  _id: false,
  id: { type: String, required: true },
  title: { type: String, required: true },
  price: { type: Number, required: true },
};

const item = {
  _id: false,
  ticket,
  quantity: { type: Number, required: true },
  places: { type: [Number], required: true },
  seats: { type: [String], default: undefined },
};

const schema = new mongoose.Schema<OrderFields, OrderModel>(
  {
    userId: { type: String, required: true },
    status: { type: String, enum: Object.values(OrderStatus), required: true, default: OrderStatus.Created },
    expiresAt: { type: Date, required: true },
    ticket,
    items: {
      type: [{ ...item, resold: { type: [Number], default: undefined } }],
      default: undefined,
    },
    total: { type: Number },
    currency: { type: String },
    offer: { type: Boolean },
    resale: {
      type: new mongoose.Schema<ResaleOrder>(
        {
          admissionId: { type: String, required: true },
          surrendered: { type: Boolean, required: true },
          freed: { type: { ticketId: String, place: Number }, _id: false, default: undefined },
        },
        { _id: false },
      ),
      default: undefined,
    },
    cancelReason: {
      type: String,
      enum: ['user', 'expired', 'refunded', 'show-cancelled', 'resale-withdrawn'],
    },
    paymentId: { type: String },
    refunded: { type: [item], default: undefined },
    holds: { type: Boolean, default: true },
    pending: { type: Boolean, default: true },
    slots: { type: [Number], default: undefined },
  },
  { timestamps: true, versionKey: 'version' },
);

updateIfCurrent(schema);
schema.pre('validate', function () {
  this.holds = holdsTicket(this.status);
  this.pending = isPending(this.status);
  if (!this.pending) this.slots = undefined;
});

// The rule of how many places a buyer holds unpaid, kept by the database itself.
schema.index(
  { userId: 1, slots: 1 },
  // Defence: a buyer holds so many unpaid tickets → { name: 'slots' },
  { name: ONE_UNPAID_PLACE_PER_SLOT, unique: true, partialFilterExpression: { slots: { $gte: 0 } } },
);
schema.index({ 'items.ticket.id': 1 }, { partialFilterExpression: { pending: true } });
schema.index({ userId: 1, createdAt: -1, _id: -1 });
// What was sold of a ticket; only a payment writes it, placing an order doesn't.
schema.index(
  { 'items.ticket.id': 1, createdAt: -1, _id: -1 },
  { name: 'sold', partialFilterExpression: { paymentId: { $exists: true } } },
);
schema.index({ expiresAt: 1 }, { partialFilterExpression: { pending: true } });

/** An order as it is first stored: live and at version 0, with all that a saved document has. */
export function newOrder(
  attributes: OrderAttributes & { _id: mongoose.Types.ObjectId; slots: number[] },
  now: Date,
): OrderFields & { _id: mongoose.Types.ObjectId } {
  return {
    ...attributes,
    status: OrderStatus.Created,
    holds: true,
    pending: true,
    version: 0,
    createdAt: now,
    updatedAt: now,
  };
}

schema.statics['build'] = (attributes: OrderAttributes) => new Order(attributes);

/** Reservations. Only this service decides where an order goes. */
export const Order = mongoose.model<OrderFields, OrderModel>('Order', schema);
