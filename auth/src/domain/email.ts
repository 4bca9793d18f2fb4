/** RFC 5321's path of 256 characters, less its two brackets. */
export const EMAIL_MAX = 254;
/** Characters of a display name. */
export const NAME_MAX = 100;

/**
 * The one spelling under which an address is kept and compared: trimmed, lower case, Unicode NFC. Addresses that
 * differ only in case reach the same mailbox with every provider that matters.
 */
export function normaliseEmail(email: string): string {
  return email.trim().toLowerCase().normalize('NFC');
}

/**
 * Whether an address has no quotes, white space or control characters. RFC 5321 allows what is quoted before the @ to hold
 * nearly anything, an end of a line and so another header of a mail included; nobody has such an address.
 */
export function isPlainAddress(email: string): boolean {
  return !/["\s\p{Cc}\p{Cf}\p{Cs}]/u.test(email);
}

/** The name of an account whose owner gave none: what stands before the @. */
export function defaultName(email: string): string {
  return email.slice(0, email.lastIndexOf('@')).slice(0, NAME_MAX);
}
