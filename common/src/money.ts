/** The currency of what names no other, as Stripe names it. */
export const CURRENCY = 'usd';

/** The least a ticket may cost, in currency units: Stripe charges no less. See https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts */
export const MIN_PRICE = 0.5;

/** The most a ticket may cost, in currency units: Stripe takes eight digits of cents. */
export const MAX_PRICE = 999_999.99;

/**
 * The currencies that a show may be sold in, with the least that is charged in each. All have two decimals.
 * See https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
 */
export const MINIMUM_CHARGES: Readonly<Record<string, number>> = {
  aed: 2,
  aud: MIN_PRICE,
  brl: MIN_PRICE,
  cad: MIN_PRICE,
  chf: MIN_PRICE,
  czk: 15,
  dkk: 2.5,
  eur: MIN_PRICE,
  gbp: MIN_PRICE,
  hkd: 4,
  inr: MIN_PRICE,
  mxn: 10,
  myr: 2,
  nok: 3,
  nzd: MIN_PRICE,
  pln: 2,
  ron: 2,
  sek: 3,
  sgd: MIN_PRICE,
  thb: 10,
  usd: MIN_PRICE,
};

/** The limits as people read them: "0.50 to 999,999.99". */
export const PRICE_RANGE = '0.50 to 999,999.99';

const CENTS_PER_UNIT = 100;
/** Up to the highest price a double holds whole cents with a far smaller error than this. */
const TOLERANCE_CENTS = 1e-6;

/** Whether an amount in currency units is a whole number of cents, allowing for binary fractions: 0.1 + 0.2 is. */
export function isWholeCents(amount: number): boolean {
  const cents = amount * CENTS_PER_UNIT;
  return Number.isSafeInteger(Math.round(cents)) && Math.abs(cents - Math.round(cents)) <= TOLERANCE_CENTS;
}

/**
 * A price in the smallest unit of its currency, as Stripe wants it.
 *
 * @param price in currency units, with whole cents: 19.99 becomes 1999
 * @throws RangeError when it is not positive, not finite or not of whole cents
 */
export function toCents(price: number): number {
  const cents = Math.round(price * CENTS_PER_UNIT);
  if (cents <= 0 || !isWholeCents(price)) throw new RangeError('a price is a positive amount of whole cents');
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

/** Whether a ticket may cost this, and so can be paid: what is charged at the least to `MAX_PRICE`, in whole cents. */
export function isPrice(value: unknown, currency = CURRENCY): value is number {
  if (typeof value !== 'number' || !isWholeCents(value)) return false;
  const cents = Math.round(value * CENTS_PER_UNIT);
  const least = MINIMUM_CHARGES[currency] ?? MIN_PRICE;
  return cents >= least * CENTS_PER_UNIT && cents <= Math.round(MAX_PRICE * CENTS_PER_UNIT);
}
