import mongoose from 'mongoose';

/** A device that has logged in to an account; the id is a hash of both. */
interface KnownDeviceFields {
  _id: string;
  /** When it is forgotten, unless it logs in again. */
  expiresAt: Date;
}

const schema = new mongoose.Schema<KnownDeviceFields>(
  { _id: { type: String, required: true }, expiresAt: { type: Date, required: true } },
  { versionKey: false },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const KnownDevice = mongoose.model<KnownDeviceFields>('KnownDevice', schema);
