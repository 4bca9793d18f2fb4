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

/** The name of an account whose owner gave none: what stands before the @. */
export function defaultName(email: string): string {
  return email.slice(0, email.lastIndexOf('@')).slice(0, NAME_MAX);
}
