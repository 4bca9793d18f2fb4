import { type CancelReason, OrderStatus } from '@ticketing/common/contracts';
import { updateIfCurrent } from '@ticketing/common/mongo';
import mongoose from 'mongoose';
import { holdsTicket, isPending } from '../domain/order';
import { ONE_LIVE_ORDER_PER_TICKET } from './ticket-taken';
import { ONE_UNPAID_ORDER_PER_SLOT } from './unpaid-slot';

/** What a new order is made of. */
export interface OrderAttributes {
  userId: string;
  expiresAt: Date;
  /** As it was when the order was placed; what the buyer pays does not change afterwards. */
  ticket: { id: string; title: string; price: number };
}

export interface OrderFields extends OrderAttributes {
  status: OrderStatus;
  cancelReason?: CancelReason;
  paymentId?: string;
  /** Whether it keeps others from buying the ticket; what the unique index looks at. */
  holds: boolean;
  /** Whether it waits to be paid; what the sweep for overdue orders looks at. */
  pending: boolean;
  /** Which of the buyer's unpaid orders it is, while it waits to be paid; none of orders from before there was a limit. */
  slot?: number | undefined;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export type OrderDocument = mongoose.HydratedDocument<OrderFields>;

interface OrderModel extends mongoose.Model<OrderFields> {
  build(attributes: OrderAttributes): OrderDocument;
}

const schema = new mongoose.Schema<OrderFields, OrderModel>(
  {
    userId: { type: String, required: true },
    status: { type: String, enum: Object.values(OrderStatus), required: true, default: OrderStatus.Created },
    expiresAt: { type: Date, required: true },
    ticket: {
      _id: false,
      id: { type: String, required: true },
      title: { type: String, required: true },
      price: { type: Number, required: true },
    },
    cancelReason: { type: String, enum: ['user', 'expired', 'refunded', 'show-cancelled'] },
    paymentId: { type: String },
    holds: { type: Boolean, default: true },
    pending: { type: Boolean, default: true },
    slot: { type: Number },
  },
  { timestamps: true, versionKey: 'version' },
);

updateIfCurrent(schema);
schema.pre('validate', function () {
  this.holds = holdsTicket(this.status);
  this.pending = isPending(this.status);
  if (!this.pending) this.slot = undefined;
});

// The rule that a ticket is never sold twice, kept by the database itself.
schema.index(
  { 'ticket.id': 1 },
  { name: ONE_LIVE_ORDER_PER_TICKET, unique: true, partialFilterExpression: { holds: true } },
);
// The rule of how many tickets a buyer holds unpaid, kept by the database itself.
schema.index(
  { userId: 1, slot: 1 },
  // Defence: a buyer holds so many unpaid tickets → { name: 'slots' },
  { name: ONE_UNPAID_ORDER_PER_SLOT, unique: true, partialFilterExpression: { slot: { $gte: 0 } } },
);
schema.index({ userId: 1, createdAt: -1, _id: -1 });
schema.index({ expiresAt: 1 }, { partialFilterExpression: { pending: true } });

/** An order as it is first stored: live and at version 0, with all that a saved document has. */
export function newOrder(
  attributes: OrderAttributes & { slot: number },
  now: Date,
): OrderFields & { _id: mongoose.Types.ObjectId } {
  return {
    _id: new mongoose.Types.ObjectId(),
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
