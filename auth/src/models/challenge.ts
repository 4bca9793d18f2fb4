import mongoose from 'mongoose';
import { newToken, tokenHash } from '../domain/random-token';

/**
 * What is asked of somebody before they are let in: a second factor after the password, a signature of a passkey, or to
 * come back from a provider of identities.
 */
export type ChallengeKind = 'second-factor' | 'passkey-creation' | 'passkey-assertion' | 'oidc';

interface ChallengeFields {
  /** Hash of the token: who reads the database can answer none. */
  _id: string;
  kind: ChallengeKind;
  /** Absent when it isn't known yet who it is. */
  userId?: string;
  data?: Record<string, string>;
  expiresAt: Date;
}

const challengeSchema = new mongoose.Schema<ChallengeFields>(
  {
    _id: { type: String, required: true },
    kind: { type: String, required: true },
    userId: String,
    data: Object,
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
);
challengeSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const Challenge = mongoose.model<ChallengeFields>('Challenge', challengeSchema);

/** A challenge that is open. */
export type OpenChallenge = Pick<ChallengeFields, 'userId' | 'data'>;

/** Opens a challenge. @returns its token: 256 random bits in base64url */
export async function openChallenge(
  kind: ChallengeKind,
  { seconds, now, ...content }: OpenChallenge & { readonly seconds: number; readonly now: Date },
): Promise<string> {
  const token = newToken();
  const expiresAt = new Date(now.getTime() + seconds * 1_000);
  await Challenge.create({ _id: tokenHash(token), kind, ...content, expiresAt });
  return token;
}

/** The challenge with this token, which stays open; null when there is none any more. */
export function findChallenge(kind: ChallengeKind, token: string, now: Date): Promise<OpenChallenge | null> {
  return Challenge.findOne(withToken(kind, token, now))
    .lean()
    .exec();
}

/** Closes the challenge with this token: of several at once, one gets it. */
export function takeChallenge(kind: ChallengeKind, token: string, now: Date): Promise<OpenChallenge | null> {
  return Challenge.findOneAndDelete(withToken(kind, token, now))
    .lean()
    .exec();
}

function withToken(kind: ChallengeKind, token: string, now: Date) {
  // MongoDB removes what has expired once a minute only.
  return { _id: tokenHash(token), kind, expiresAt: { $gt: now } };
}
