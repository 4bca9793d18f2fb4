import mongoose from 'mongoose';

/** An app that makes codes. */
interface Totp {
  /** Encrypted. */
  secret: string;
  /** Whether a code of it was given once; until then it is none. */
  confirmed: boolean;
  /** Steps whose code was used, the latest. */
  usedSteps: number[];
}

interface SecondFactorFields {
  /** The account. */
  _id: mongoose.Types.ObjectId;
  totp?: Totp;
  /** Hashes of the codes that are left. */
  recoveryCodes: string[];
  /** Changes with each factor that is taken away. */
  removalGuard?: mongoose.Types.ObjectId;
}

const secondFactorSchema = new mongoose.Schema<SecondFactorFields>(
  {
    _id: { type: mongoose.Schema.Types.ObjectId, required: true },
    totp: new mongoose.Schema<Totp>(
      { secret: { type: String, required: true }, confirmed: Boolean, usedSteps: [Number] },
      { _id: false },
    ),
    recoveryCodes: [String],
    removalGuard: mongoose.Schema.Types.ObjectId,
  },
  { versionKey: false },
);

/** What an account asks for beside its password, but for passkeys. */
export const SecondFactor = mongoose.model<SecondFactorFields>('SecondFactor', secondFactorSchema);
