import mongoose from 'mongoose';
import { Ticket, type TicketFields } from '../models/ticket';

/** Who comes within so long of the opening is drawn by lot. */
const OPENING_MS = 60_000;

/** The line in front of a show, as its keeper leaves it. */
export interface ShowQueueFields {
  /** The show's id. */
  _id: string;
  /** Who comes before this moment is drawn by lot. */
  drawAt: Date;
  /** The last number that was let through. */
  passed: number;
}

const schema = new mongoose.Schema<ShowQueueFields>(
  {
    _id: { type: String, required: true },
    drawAt: { type: Date, required: true },
    passed: { type: Number, default: 0 },
  },
  { versionKey: false },
);

export const ShowQueue = mongoose.model<ShowQueueFields>('ShowQueue', schema, 'show_queues');

/**
 * When the lots of a line that isn't drawn are drawn: a minute after the sale begins, or from now, where it has begun.
 * @param known when they were to be drawn so far; with a sale that has begun it isn't put off
 */
export async function findDraw(showId: string, now: Date, known = Infinity): Promise<Date> {
  const [first] = await Ticket.find({ 'terms.showId': showId }, { 'terms.saleStartsAt': 1 })
    .sort({ 'terms.saleStartsAt': 1 })
    .limit(1)
    .lean<Pick<TicketFields, 'terms'>[]>();
  const opening = first?.terms?.saleStartsAt?.getTime() ?? 0;
  return new Date(
    opening > now.getTime() ? opening + OPENING_MS : Math.min(known, now.getTime() + OPENING_MS),
  );
}
