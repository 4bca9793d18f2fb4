import { updateIfCurrent } from '@ticketing/common/mongo';
import mongoose from 'mongoose';

/** How a ticket is sold, beside its price. */
export interface TicketTerms {
  showId?: string;
  /** The shop's, if absent. */
  currency?: string;
  maxPerOrder?: number;
  maxPerBuyer?: number;
  saleStartsAt?: Date;
  saleEndsAt?: Date;
  withdrawn?: true;
  /** The admission that its holder sells again. */
  resaleOf?: string;
  /** Places that the seller wants there to be, while that isn't granted yet. */
  pendingQuantity?: number;
}

/** The places of a ticket, which this service alone decides. */
export interface TicketPlaces {
  /** Places that were ever for sale: their numbers are those below it. */
  size: number;
  /** Places there are now: all but those that were taken off sale. */
  quantity: number;
  /** Counts the times that places became free: while it is the same, those seen taken still are. */
  freed: number;
  /** The last version published; none at first. */
  version?: number;
  /** The version of the ticket whose wanted quantity was granted last. */
  ticketVersion?: number;
}

/** What orders knows of a ticket for sale. */
export interface TicketFields {
  title: string;
  /** Currency units, whole cents. */
  price: number;
  /** The seller. */
  userId: string;
  terms?: TicketTerms;
  /** Absent of a ticket that always had one place without a label. */
  places?: TicketPlaces;
  /** Labels of the places, where they are seats. */
  seats?: string[];
  /** The version that told of the labels. */
  seatsVersion?: number;
  /** The last number given in the waiting list; none if nobody ever waited. */
  lastWaiting?: number;
  /** The last version applied. */
  version: number;
}

const schema = new mongoose.Schema<TicketFields>(
  {
    title: { type: String, required: true },
    price: { type: Number, required: true },
    userId: { type: String, required: true },
    terms: {
      _id: false,
      type: new mongoose.Schema<TicketTerms>({
        showId: String,
        currency: String,
        maxPerOrder: Number,
        maxPerBuyer: Number,
        saleStartsAt: Date,
        saleEndsAt: Date,
        withdrawn: Boolean,
        resaleOf: String,
        pendingQuantity: Number,
      }),
      default: undefined,
    },
    places: {
      _id: false,
      type: new mongoose.Schema<TicketPlaces>({
        size: { type: Number, required: true },
        quantity: { type: Number, required: true },
        freed: { type: Number, required: true, default: 0 },
        version: Number,
        ticketVersion: Number,
      }),
      default: undefined,
    },
    seats: { type: [String], default: undefined },
    seatsVersion: { type: Number },
    lastWaiting: { type: Number },
  },
  { versionKey: 'version' },
);

updateIfCurrent(schema);
schema.index({ 'terms.showId': 1 }, { partialFilterExpression: { 'terms.showId': { $exists: true } } });
schema.index({ userId: 1, 'terms.showId': 1 });

/** Projection of the tickets. Says what a ticket costs and how many places it has, never whether one is free. */
export const Ticket = mongoose.model<TicketFields>('Ticket', schema);
