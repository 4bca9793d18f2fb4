import type { TraceContext } from '@ticketing/common/observability';
import mongoose from 'mongoose';

/** A seller's message to the holders of a door, with how far it is. */
export interface DoorMessageFields {
  _id: mongoose.Types.ObjectId;
  doorId: string;
  showId?: string | undefined;
  /** Of the show, or the ticket. */
  title: string;
  subject: string;
  text: string;
  status: 'RUNNING' | 'DONE';
  /** Holders when it began. */
  total: number;
  told: number;
  /** The last holder who was told. */
  cursor?: string | undefined;
  createdAt: Date;
  finishedAt?: Date | undefined;
  /** What asked for it. */
  trail?: TraceContext | undefined;
}

const schema = new mongoose.Schema<DoorMessageFields>(
  {
    doorId: { type: String, required: true },
    showId: { type: String },
    title: { type: String, required: true },
    subject: { type: String, required: true },
    text: { type: String, required: true },
    status: { type: String, enum: ['RUNNING', 'DONE'], required: true },
    total: { type: Number, required: true },
    told: { type: Number, required: true },
    cursor: { type: String },
    createdAt: { type: Date, required: true },
    finishedAt: { type: Date },
    trail: { type: Object },
  },
  { versionKey: false },
);

schema.index({ doorId: 1, createdAt: -1, _id: -1 });
schema.index({ status: 1 }, { partialFilterExpression: { status: 'RUNNING' } });

/** Messages of sellers to all who hold admissions of a door. */
export const DoorMessage = mongoose.model<DoorMessageFields>('DoorMessage', schema, 'door_messages');
