import mongoose from 'mongoose';

/** Where the admissions of a show, or of a ticket without one, are checked. The id is the show's or the ticket's. */
interface DoorFields {
  _id: string;
  /** Counts the changes of its admissions. */
  sequence: number;
  /** Another one each time that a transaction locks it. */
  lock?: mongoose.Types.ObjectId | undefined;
}

const doorSchema = new mongoose.Schema<DoorFields>(
  {
    _id: { type: String, required: true },
    sequence: { type: Number, required: true },
    lock: { type: mongoose.Schema.Types.ObjectId },
  },
  { versionKey: false },
);

/** Every change of an admission writes to its door, so that those who follow it miss none. */
export const Door = mongoose.model<DoorFields>('Door', doorSchema);

/**
 * Keeps other transactions on these doors from committing beside this one, which has to do it before it reads what they may
 * change. A write that changes nothing would conflict with none.
 */
export async function lockDoors(ids: readonly string[], session: mongoose.ClientSession): Promise<void> {
  for (const _id of ids)
    await Door.updateOne(
      { _id },
      { $set: { lock: new mongoose.Types.ObjectId() }, $setOnInsert: { sequence: 0 } },
      { upsert: true, session },
    );
}

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
staffSchema.index({ userId: 1, addedAt: -1 });

export const DoorStaff = mongoose.model<DoorStaffFields>('DoorStaff', staffSchema, 'doorstaff');
