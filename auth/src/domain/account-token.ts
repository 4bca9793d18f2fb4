import { createHash, randomBytes } from 'node:crypto';

/** What the link of a mail is for: proving an address, taking a new one into use, setting a forgotten password. */
export const tokenPurposes = ['verify', 'email', 'reset'] as const;
export type TokenPurpose = (typeof tokenPurposes)[number];

const HOUR_MS = 3_600_000;
/** How long a link can be used, in ms. */
export const TOKEN_LIFETIME_MS: Readonly<Record<TokenPurpose, number>> = {
  verify: 24 * HOUR_MS,
  email: 24 * HOUR_MS,
  reset: HOUR_MS,
};

/** Characters of a token, at the most; those made here have 43. */
export const TOKEN_MAX = 100;

/** A token that nobody can guess: 256 random bits. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a token. It is random itself, so that a plain hash can't be turned back. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
