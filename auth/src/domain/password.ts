/** Bounds in characters (code points); any character is allowed. */
export const PASSWORD_MIN = 8;
export const PASSWORD_MAX = 128;

/**
 * Two keyboards may compose the same character differently; NFC makes them one.
 * Source: NIST SP 800-63B, 5.1.1.2 (normalise before hashing; each code point counts as one character).
 */
export function normalisePassword(password: string): string {
  return password.normalize('NFC');
}

/** Whether a new password is within the bounds. Checked before hashing, so that no huge input is ever hashed. */
export function isAcceptablePassword(password: string): boolean {
  // A code point takes at most two UTF-16 units, and NFC at most triples them; far longer input needs no counting.
  if (password.length > PASSWORD_MAX * 8) return false;
  const length = [...normalisePassword(password)].length;
  return length >= PASSWORD_MIN && length <= PASSWORD_MAX;
}
