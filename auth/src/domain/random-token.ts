import { createHash, randomBytes } from 'node:crypto';

/** A token that nobody can guess: 256 random bits. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a token. It is random itself, so that a plain hash can't be turned back. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
