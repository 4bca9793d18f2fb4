/** Highest price of a ticket, in currency units. */
export const MAX_PRICE = 1_000_000;

/** Whether an amount in currency units is a whole number of cents, allowing for binary fractions. */
export function isWholeCents(amount: number): boolean {
  const cents = amount * 100;
  return Math.abs(cents - Math.round(cents)) < 1e-6;
}

/** Whether a ticket may cost this: above 0, at most `MAX_PRICE`, in whole cents. */
export function isPrice(amount: number): boolean {
  return Number.isFinite(amount) && amount > 0 && amount <= MAX_PRICE && isWholeCents(amount);
}
