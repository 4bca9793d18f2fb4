import { createHash, randomInt } from 'node:crypto';

/** How many codes an account gets at once. */
export const RECOVERY_CODES = 10;
/** Of Crockford's base 32: nothing that is easily mistaken for something else. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const GROUPS = 6;
const GROUP_LENGTH = 4;

/** New codes of 120 bits each, in groups: `7k2m-9qx4-…`. */
export function newRecoveryCodes(): string[] {
  const letter = () => ALPHABET[randomInt(ALPHABET.length)] ?? '';
  const group = () => Array.from({ length: GROUP_LENGTH }, letter).join('');
  const code = () => Array.from({ length: GROUPS }, group).join('-');
  return Array.from({ length: RECOVERY_CODES }, code);
}

/**
 * What is stored of a code, however it was typed, with or without dashes.
 * Source: OWASP ASVS 5.0, 6.5.2 (from 112 random bits on, no slow hash is needed)
 */
export function recoveryCodeHash(code: string): string {
  const letters = code.toLowerCase().replace(/[^0-9a-z]/g, '');
  return createHash('sha256').update(letters).digest('base64url');
}
