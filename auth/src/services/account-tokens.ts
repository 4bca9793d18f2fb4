import { BadRequestError } from '@ticketing/common/errors';
import type { Transaction } from '@ticketing/common/outbox';
import type mongoose from 'mongoose';
import { TOKEN_LIFETIME_MS, type TokenPurpose } from '../domain/account-token';
import { newToken, tokenHash } from '../domain/random-token';
import { AccountToken, type AccountTokenFields } from '../models/account-token';
import { publishNotice } from './notices';

const noticeKinds = { verify: 'verify', email: 'email-change', reset: 'reset' } as const;

/** Stores a new token and has its link mailed, both in the transaction. */
export async function mailToken(
  account: { readonly _id: mongoose.Types.ObjectId; readonly email: string },
  purpose: TokenPurpose,
  tx: Transaction,
): Promise<void> {
  const { _id: userId, email } = account;
  const token = newToken();
  const expiresAt = new Date(Date.now() + TOKEN_LIFETIME_MS[purpose]);
  const row = { _id: tokenHash(token), userId, purpose, email, expiresAt };
  await AccountToken.create([row], { session: tx.session });
  const data = { token, expiresAt: expiresAt.toISOString() };
  await publishNotice({ userId: userId.toHexString(), email, kind: noticeKinds[purpose], data }, tx);
}

/** What a token is good for, without using it. @throws BadRequestError when it is unknown, used or too old. */
export async function findToken(
  token: string,
  purposes: readonly TokenPurpose[],
): Promise<AccountTokenFields> {
  const found = await AccountToken.findOne(usable(token, purposes)).lean();
  if (!found) throw invalidToken();
  return found;
}

/**
 * Uses a token up, and with it all links for the same that were mailed before: of many who bring one at once, one gets
 * through.
 * @throws BadRequestError when it is unknown, used or too old.
 */
export async function redeemToken(
  token: string,
  purposes: readonly TokenPurpose[],
  tx: Transaction,
): Promise<AccountTokenFields> {
  const found = await AccountToken.findOne(usable(token, purposes)).session(tx.session).lean();
  if (!found) throw invalidToken();
  // Defence: a mailed link works once → ;
  await revokeTokens(found.userId, purposes, tx);
  return found;
}

/** Takes links back that were mailed for some purposes. */
export async function revokeTokens(
  userId: mongoose.Types.ObjectId,
  purposes: readonly TokenPurpose[],
  tx: Transaction,
): Promise<void> {
  await AccountToken.deleteMany({ userId, purpose: { $in: purposes } }, { session: tx.session });
}

function usable(token: string, purposes: readonly TokenPurpose[]) {
  // Rows that have expired stay for up to a minute.
  // Defence: a mailed link ends → return { _id: tokenHash(token), purpose: { $in: purposes } };
  return { _id: tokenHash(token), purpose: { $in: purposes }, expiresAt: { $gt: new Date() } };
}

function invalidToken(): BadRequestError {
  return new BadRequestError('The link was used before, or is too old', {
    field: 'token',
    code: 'invalid_token',
  });
}
