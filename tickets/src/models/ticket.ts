import type { TicketStatus } from '@ticketing/common/contracts';
import { searchWords } from '@ticketing/common/forms';
import { updateIfCurrent } from '@ticketing/common/mongo';
import mongoose from 'mongoose';

/** What a new ticket is made of. */
export interface TicketAttributes {
  title: string;
  /** Currency units, whole cents. */
  price: number;
  /** The seller. */
  userId: string;
  /** Places; one unless said otherwise. */
  quantity?: number;
  /** Labels of the places, in their order. */
  seats?: string[];
  showId?: string;
  /** That of the show; the shop's, if absent. */
  currency?: string;
  maxPerOrder?: number;
  maxPerBuyer?: number;
  saleStartsAt?: Date;
  saleEndsAt?: Date;
  /** The admission that its holder sells again. */
  resaleOf?: string;
}

export interface TicketFields extends TicketAttributes {
  /** The order that holds the ticket of one place, or null. */
  orderId: string | null;
  status: TicketStatus;
  quantity: number;
  /** Places in unpaid orders and in paid ones, as far as the events tell. */
  held: number;
  sold: number;
  /** Places that the seller wants there to be, and the version that said so. */
  pendingQuantity?: number;
  pendingVersion?: number;
  withdrawn?: true;
  /** The last version of its places that was applied. */
  placesVersion?: number;
  /** When order events of a ticket of many places were last applied. */
  foldedAt?: Date;
  /** Counts the ticket's published events. */
  version: number;
  /** Words of the title, for the search. */
  words: string[];
  /** Raised by every order event, so that two of one ticket never pass each other; no part of the aggregate's version. */
  holdSequence: number;
  createdAt: Date;
  updatedAt: Date;
}

export type TicketDocument = mongoose.HydratedDocument<TicketFields>;

interface TicketModel extends mongoose.Model<TicketFields> {
  build(attributes: TicketAttributes): TicketDocument;
}

const schema = new mongoose.Schema<TicketFields, TicketModel>(
  {
    title: { type: String, required: true },
    price: { type: Number, required: true },
    userId: { type: String, required: true },
    orderId: { type: String, default: null },
    status: { type: String, enum: ['open', 'reserved', 'sold'], default: 'open', required: true },
    quantity: { type: Number, default: 1 },
    held: { type: Number, default: 0 },
    sold: { type: Number, default: 0 },
    seats: { type: [String], default: undefined },
    showId: String,
    currency: String,
    maxPerOrder: Number,
    maxPerBuyer: Number,
    saleStartsAt: Date,
    saleEndsAt: Date,
    pendingQuantity: Number,
    pendingVersion: Number,
    withdrawn: Boolean,
    resaleOf: String,
    placesVersion: Number,
    foldedAt: Date,
    words: { type: [String], default: [] },
    holdSequence: { type: Number, default: 0 },
  },
  { timestamps: true, versionKey: 'version' },
);

updateIfCurrent(schema);
schema.pre('validate', function () {
  if (this.isModified('title')) this.words = searchWords(this.title);
});

// What is for sale, in each order that a list can have; sold and reserved tickets weigh nothing here.
const open = { partialFilterExpression: { status: 'open' } };
schema.index({ createdAt: -1, _id: -1 }, open);
schema.index({ price: 1, _id: 1 }, open);
schema.index({ words: 1 }, open);
schema.index({ showId: 1, price: 1, _id: 1 }, { partialFilterExpression: { showId: { $exists: true } } });
schema.index({ userId: 1, createdAt: -1, _id: -1 });

/** A ticket as it is first stored: open and at version 0, with all that a saved document has. */
export function newTicket(
  attributes: TicketAttributes,
  now: Date,
): TicketFields & { _id: mongoose.Types.ObjectId } {
  return {
    _id: new mongoose.Types.ObjectId(),
    ...attributes,
    orderId: null,
    status: 'open',
    quantity: attributes.quantity ?? 1,
    held: 0,
    sold: 0,
    words: searchWords(attributes.title),
    holdSequence: 0,
    version: 0,
    createdAt: now,
    updatedAt: now,
  };
}

schema.statics['build'] = (attributes: TicketAttributes) => new Ticket(attributes);

/** Tickets for sale, and those that were. */
export const Ticket = mongoose.model<TicketFields, TicketModel>('Ticket', schema);
