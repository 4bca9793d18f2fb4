/** The one currency of the platform, as Stripe names it; ticket prices are in its units. */
export const CURRENCY = 'usd';

const CENTS_PER_UNIT = 100;
/** A price is at most a million units; up to there a double holds whole cents with a far smaller error than this. */
const TOLERANCE_CENTS = 1e-6;

/**
 * A ticket price in the smallest unit of its currency, as Stripe wants it.
 *
 * @param price in currency units, with whole cents: 19.99 becomes 1999
 * @throws RangeError when it is not positive, not finite or not of whole cents
 */
export function toCents(price: number): number {
  const exact = price * CENTS_PER_UNIT;
  const cents = Math.round(exact);
  if (!Number.isSafeInteger(cents) || cents <= 0 || Math.abs(exact - cents) > TOLERANCE_CENTS) {
    throw new RangeError('a price is a positive amount of whole cents');
  }
  return cents;
}

/**
 * The price that a number of cents is, in currency units: 1999 becomes 19.99.
 *
 * @throws RangeError when it is not a whole number
 */
export function fromCents(cents: number): number {
  if (!Number.isSafeInteger(cents)) throw new RangeError('cents are whole');
  return cents / CENTS_PER_UNIT;
}
