import mongoose from 'mongoose';

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
