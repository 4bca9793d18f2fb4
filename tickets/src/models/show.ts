import { searchWords } from '@ticketing/common/forms';
import { updateIfCurrent } from '@ticketing/common/mongo';
import mongoose from 'mongoose';
import type { ShowDetails } from '../domain/show';

/** The picture of a show; its size is that of the largest form. */
export interface ShowImage {
  id: string;
  width: number;
  height: number;
}

export interface ShowFields extends ShowDetails {
  /** The organiser. */
  userId: string;
  status: 'scheduled' | 'cancelled';
  cancelReason?: string;
  /** Raised each time the show moves. */
  sequence: number;
  /** Counts the show's published events. */
  version: number;
  /** Tickets for it; no part of the version, as its prices aren't. */
  ticketCount: number;
  /** Of the tickets that aren't withdrawn, in the show's currency. */
  minPrice?: number;
  maxPrice?: number;
  /** Steps of the prices of its tickets, for the filter by price. */
  priceSteps: number[];
  /** Words of title and venue, for the search. */
  words: string[];
  /** Words of city and category, for the filters. */
  cityKey: string;
  categoryKey: string;
  /** What `Picture` has of it. */
  image?: ShowImage;
  createdAt: Date;
  updatedAt: Date;
}

export type ShowDocument = mongoose.HydratedDocument<ShowFields>;

const schema = new mongoose.Schema<ShowFields>(
  {
    userId: { type: String, required: true },
    title: { type: String, required: true },
    startsAt: { type: Date, required: true },
    endsAt: Date,
    doorsAt: Date,
    timeZone: { type: String, required: true },
    venue: {
      type: new mongoose.Schema(
        { name: String, address: String, city: String, country: String },
        { _id: false },
      ),
      required: true,
    },
    currency: { type: String, required: true },
    category: String,
    description: String,
    status: { type: String, enum: ['scheduled', 'cancelled'], required: true },
    cancelReason: String,
    queue: { type: Boolean, required: true },
    resaleCapPercent: { type: Number, required: true },
    sequence: { type: Number, required: true },
    ticketCount: { type: Number, required: true },
    minPrice: Number,
    maxPrice: Number,
    priceSteps: { type: [Number], default: [] },
    words: { type: [String], default: [] },
    cityKey: { type: String, default: '' },
    categoryKey: { type: String, default: '' },
    image: new mongoose.Schema<ShowImage>(
      { id: String, width: Number, height: Number },
      { _id: false, id: false },
    ),
  },
  { timestamps: true, versionKey: 'version' },
);

updateIfCurrent(schema);
schema.pre('validate', function () {
  if (this.isModified(['title', 'venue', 'category'])) this.set(searchKeys(this));
});

// What can still be gone to, soonest first, by each filter. The status is part of the keys, and so are the prices, so that rows
// are counted by the index alone.
const prices = { minPrice: 1, maxPrice: 1 } as const;
schema.index({ status: 1, startsAt: 1, _id: 1, ...prices });
schema.index({ status: 1, cityKey: 1, startsAt: 1, _id: 1, ...prices });
schema.index({ status: 1, categoryKey: 1, startsAt: 1, _id: 1, ...prices });
schema.index({ status: 1, priceSteps: 1, startsAt: 1, _id: 1, ...prices });
schema.index({ status: 1, words: 1, startsAt: 1, _id: 1 });
schema.index({ status: 1, createdAt: -1, _id: -1, startsAt: 1, ...prices });
schema.index({ userId: 1, createdAt: -1, _id: -1 });
schema.index({ userId: 1, startsAt: 1, _id: 1 });

/** A filter's word or words in their one form. */
export const filterKey = (text = ''): string => searchWords(text).join(' ');

/** The words that a show is found by. */
function showWords({ title, venue }: Pick<ShowDetails, 'title' | 'venue'>): string[] {
  return searchWords([title, venue.name, venue.city ?? ''].join(' '));
}

function searchKeys({ title, venue, category }: Pick<ShowDetails, 'title' | 'venue' | 'category'>) {
  return {
    words: showWords({ title, venue }),
    cityKey: filterKey(venue.city),
    categoryKey: filterKey(category),
  };
}

/** A show as it is first stored, at version 0, with all that a saved document has. */
export function newShow(
  details: ShowDetails & { readonly userId: string },
  now: Date,
): ShowFields & { _id: mongoose.Types.ObjectId } {
  return {
    _id: new mongoose.Types.ObjectId(),
    ...details,
    status: 'scheduled',
    sequence: 0,
    ticketCount: 0,
    priceSteps: [],
    ...searchKeys(details),
    version: 0,
    createdAt: now,
    updatedAt: now,
  };
}

/** Occasions that tickets are sold for. */
export const Show = mongoose.model<ShowFields>('Show', schema);
