import mongoose from 'mongoose';

interface PasskeyFields {
  userId: mongoose.Types.ObjectId;
  /** As its owner calls it. */
  name: string;
  /** In base64url, unique in the world. */
  credentialId: string;
  publicKey: Buffer;
  /** Of its signatures; 0 for good where the authenticator doesn't count. */
  counter: number;
  transports: string[];
  createdAt: Date;
  lastUsedAt?: Date;
}

export type PasskeyDocument = mongoose.HydratedDocument<PasskeyFields>;

const passkeySchema = new mongoose.Schema<PasskeyFields>(
  {
    userId: { type: mongoose.Schema.Types.ObjectId, required: true },
    name: { type: String, required: true },
    credentialId: { type: String, required: true },
    publicKey: { type: Buffer, required: true },
    counter: { type: Number, required: true },
    transports: [String],
    createdAt: { type: Date, required: true },
    lastUsedAt: Date,
  },
  { versionKey: false },
);
passkeySchema.index({ credentialId: 1 }, { unique: true });
passkeySchema.index({ userId: 1, _id: 1 });

export const Passkey = mongoose.model<PasskeyFields>('Passkey', passkeySchema);
