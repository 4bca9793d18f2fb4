import type { UserRole, UserStatus } from '@ticketing/common/contracts';
import { storedSpellings } from '@ticketing/common/forms';
import { updateIfCurrent } from '@ticketing/common/mongo';
import mongoose from 'mongoose';
import { roles, statuses } from '../domain/role-and-status';

/** What an account is made of. */
export interface UserFields {
  /** In its one form; that of older accounts may have letters in its domain: look it up by {@link withAddress}. */
  email: string;
  name: string;
  /** PHC string of Argon2id; never leaves the database except to be compared. */
  passwordHash: string;
  role: UserRole;
  status: UserStatus;
  /** Whether the owner has followed the link mailed to the address; accounts opened before that was asked have not. */
  emailVerified: boolean;
  /** When the account is deleted, if its owner has asked for that; bookkeeping that no event tells of. */
  deletionDueAt?: Date | undefined;
  /** When its owner was mailed that it is deleted: from then on nothing can undo it. */
  farewellAt?: Date | undefined;
}

/** An account as stored. `version` counts its published events. */
export type UserDocument = mongoose.HydratedDocument<UserFields & { version: number }>;

interface UserModel extends mongoose.Model<UserFields & { version: number }> {
  build(fields: UserFields): UserDocument;
}

const userSchema = new mongoose.Schema(
  {
    email: { type: String, required: true },
    name: { type: String, required: true },
    passwordHash: { type: String, required: true, select: false },
    role: { type: String, required: true, enum: roles },
    status: { type: String, required: true, enum: statuses },
    emailVerified: { type: Boolean, default: false },
    deletionDueAt: Date,
    farewellAt: Date,
    /** Touched to make two demotions of admins collide; bookkeeping, no part of the account. */
    adminGuard: { type: mongoose.Schema.Types.ObjectId, select: false },
    /** Touched to make a login collide with a change of the password or a suspension. */
    sessionGuard: { type: mongoose.Schema.Types.ObjectId, select: false },
  },
  { versionKey: 'version' },
);

updateIfCurrent(userSchema);
// Addresses are stored in their one form, so this index makes them unique whatever their spelling.
userSchema.index({ email: 1 }, { unique: true });
userSchema.index({ role: 1, status: 1, _id: -1 });
userSchema.index({ status: 1, _id: -1 });
userSchema.index({ deletionDueAt: 1 }, { partialFilterExpression: { deletionDueAt: { $exists: true } } });
userSchema.statics.build = (fields: UserFields) => new User(fields);

export const User = mongoose.model<UserFields, UserModel>('User', userSchema as mongoose.Schema);

/** The filter of the accounts of an address in its one form: one, or two where both spellings had been taken. */
export function withAddress(email: string): { email: { $in: string[] } } {
  return { email: { $in: storedSpellings(email) } };
}
