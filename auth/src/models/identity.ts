import mongoose from 'mongoose';

interface IdentityFields {
  /** The provider, and who somebody is to it: never their address, which may become another's. */
  _id: { issuer: string; subject: string };
  userId: mongoose.Types.ObjectId;
}

const identitySchema = new mongoose.Schema<IdentityFields>(
  {
    _id: new mongoose.Schema({ issuer: String, subject: String }, { _id: false }),
    userId: { type: mongoose.Schema.Types.ObjectId, required: true },
  },
  { versionKey: false },
);

/** Whose account it is that somebody signs in to by a provider of identities. */
export const Identity = mongoose.model<IdentityFields>('Identity', identitySchema);
