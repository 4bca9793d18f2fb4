import mongoose from 'mongoose';

/** Where the admissions of a show, or of a ticket without one, are checked. The id is the show's or the ticket's. */
interface DoorFields {
  _id: string;
  /** Counts the changes of its admissions. */
  sequence: number;
}

const doorSchema = new mongoose.Schema<DoorFields>(
  { _id: { type: String, required: true }, sequence: { type: Number, required: true } },
  { versionKey: false },
);

/** Every change of an admission writes to its door, so that those who follow it miss none. */
export const Door = mongoose.model<DoorFields>('Door', doorSchema);

/** Who may check in beside the seller. */
export interface DoorStaffFields {
  /** `<door>:<user>`. */
  _id: string;
  doorId: string;
  userId: string;
  addedAt: Date;
}

const staffSchema = new mongoose.Schema<DoorStaffFields>(
  {
    _id: { type: String, required: true },
    doorId: { type: String, required: true },
    userId: { type: String, required: true },
    addedAt: { type: Date, required: true },
  },
  { versionKey: false },
);

staffSchema.index({ doorId: 1, addedAt: 1 });

export const DoorStaff = mongoose.model<DoorStaffFields>('DoorStaff', staffSchema, 'doorstaff');
