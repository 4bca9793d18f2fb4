import { placeKey } from '@ticketing/common/contracts';
import { isDuplicateKeyOf } from '@ticketing/common/errors';
import mongoose from 'mongoose';

/** The index that lets a buyer have so many places of a ticket. */
const ONE_PLACE_PER_ALLOWANCE = 'one_place_per_allowance';

/** A place that isn't free: a row for each. */
export interface PlaceFields {
  /** `<ticketId>#<n>`, n from 0. */
  _id: string;
  /** The order that has it; null of a place that is no longer for sale. */
  order: mongoose.Types.ObjectId | null;
  /** `<ticketId>#<userId>#<n>`, n below the limit, where a buyer may have so many places of the ticket. */
  allowance?: string;
  /** Counts those who began to wait for it, and places added beside it: who frees it at the same instant has to see them. */
  joins?: number;
}

const schema = new mongoose.Schema<PlaceFields>(
  {
    _id: { type: String, required: true },
    order: { type: mongoose.Schema.Types.ObjectId, default: null },
    allowance: { type: String },
    joins: { type: Number },
  },
  { versionKey: false },
);

schema.index(
  { allowance: 1 },
  {
    name: ONE_PLACE_PER_ALLOWANCE,
    unique: true,
    partialFilterExpression: { allowance: { $exists: true } },
  },
);

/** The places that orders hold. That a place is never sold twice is kept by the primary key itself. */
export const Place = mongoose.model<PlaceFields>('Place', schema);

/** The key of a place. @param place from 0 */
export function placeId(ticketId: string, place: number): string {
  return placeKey({ ticketId, place });
}

/** The number of a place, by its key. */
export function placeNumber(id: string): number {
  return Number(id.slice(id.lastIndexOf('#') + 1));
}

/** All keys that begin with `<prefix>#`. */
export function withPrefix(prefix: string): { $gt: string; $lt: string } {
  return { $gt: `${prefix}#`, $lt: `${prefix}$` };
}

/** Whether an error says that another order has one of the places. */
export function isPlaceTaken(error: unknown): boolean {
  return isDuplicateKeyOf(error, Place.collection.name, '_id_');
}

/** Whether an error says that the buyer has one of the places of an allowance already. */
export function isAllowanceTaken(error: unknown): boolean {
  return isDuplicateKeyOf(error, Place.collection.name, ONE_PLACE_PER_ALLOWANCE);
}
