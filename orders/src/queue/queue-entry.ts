import mongoose from 'mongoose';

/** How long after they got their number nobody asks for their place any more, in ms. */
export const RETENTION_MS = 7 * 24 * 3_600_000;

/** Somebody who waits in front of a show. */
export interface QueueEntryFields {
  /** `<show>:<user>`: everybody waits once. */
  _id: string;
  showId: string;
  userId: string;
  /** Whether they have a number yet, and were let through. */
  state: 'unnumbered' | 'waiting' | 'admitted';
  /** Drawn at random when they came, from 0 up to 1: decides among those of the opening minute. */
  lot: number;
  joinedAt: Date;
  /** Their number in the line, from 1; none until the line of the opening minute was drawn. */
  number?: number;
  /** Until when they may order; none while they wait. */
  admittedUntil?: Date;
  /** When the entry goes; none before it has a number, so that it is there at the draw however early they came. */
  expireAt?: Date;
}

const schema = new mongoose.Schema<QueueEntryFields>(
  {
    _id: { type: String, required: true },
    showId: { type: String, required: true },
    userId: { type: String, required: true },
    state: { type: String, enum: ['unnumbered', 'waiting', 'admitted'], required: true },
    lot: { type: Number, required: true },
    joinedAt: { type: Date, required: true },
    number: { type: Number },
    admittedUntil: { type: Date },
    expireAt: { type: Date },
  },
  { versionKey: false },
);

// Nobody shares a number, whichever replica gave it.
schema.index(
  { showId: 1, number: 1 },
  { unique: true, partialFilterExpression: { number: { $exists: true } } },
);
schema.index({ state: 1, showId: 1 });
schema.index({ showId: 1, admittedUntil: 1 });
schema.index({ expireAt: 1 }, { expireAfterSeconds: 0 });

export const QueueEntry = mongoose.model<QueueEntryFields>('QueueEntry', schema, 'queue_entries');

export function queueEntryId(showId: string, userId: string): string {
  return `${showId}:${userId}`;
}
