import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** Kinds of numbers that people get text messages on. Others cost whoever sends there, or are no person's. */
const personal = new Set(['MOBILE', 'FIXED_LINE', 'FIXED_LINE_OR_MOBILE', 'VOIP']);

/**
 * The E.164 form of a number that exists in its country's plan and is a person's; undefined for premium-rate, shared-cost
 * and other service numbers, and for satellite phones and the like, which belong to no country.
 */
export function personalNumber(value: string): string | undefined {
  const number = parsePhoneNumberFromString(value);
  if (!number?.isValid() || number.isNonGeographic() || number.ext) return undefined;
  const type = number.getType();
  // Defence: codes go to real numbers only → return number.number;
  return type && personal.has(type) ? number.number : undefined;
}
