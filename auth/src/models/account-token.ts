import mongoose from 'mongoose';
import { type TokenPurpose, tokenPurposes } from '../domain/account-token';

/** A link that was mailed and not yet used. */
export interface AccountTokenFields {
  /** Of the token, which itself is nowhere but in the mail. */
  _id: string;
  userId: mongoose.Types.ObjectId;
  purpose: TokenPurpose;
  /** The address that the link was mailed to. */
  email: string;
  expiresAt: Date;
}

const accountTokenSchema = new mongoose.Schema<AccountTokenFields>({
  _id: { type: String, required: true },
  userId: { type: mongoose.Schema.Types.ObjectId, required: true },
  purpose: { type: String, required: true, enum: tokenPurposes },
  email: { type: String, required: true },
  expiresAt: { type: Date, required: true },
});

accountTokenSchema.index({ userId: 1 });
accountTokenSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const AccountToken = mongoose.model('AccountToken', accountTokenSchema, 'account_tokens');
