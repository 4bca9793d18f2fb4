import { createHmac, timingSafeEqual } from 'node:crypto';

/** How long a code can be used, in ms. */
export const codeLifetimeMs = 15 * 60_000;
/** How often a code may be guessed. */
export const mostGuesses = 5;

/** A code of six digits. @param random a whole number from 0 up to, not including, a million */
export function codeOf(random: number): string {
  return String(random).padStart(6, '0');
}

/** What is stored of a code: it can't be turned back, and fits one user and address only. */
export function codeHash(code: string, userId: string, address: string, key: string): string {
  return createHmac('sha256', key).update(`confirm:${userId}:${address}:${code}`).digest('base64url');
}

/** Whether two hashes are the same, in a time that tells nothing. */
export function sameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
