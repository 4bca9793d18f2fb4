/** Highest price of a ticket, in currency units. */
export const MAX_PRICE = 1_000_000;

/** The amount without the rest that binary fractions leave: 0.1 + 0.2 is 0.3. */
export function toCents(amount: number): number {
  return Math.round(amount * 100) / 100;
}

/** Whether an amount in currency units is a whole number of cents, allowing for binary fractions. */
export function isWholeCents(amount: number): boolean {
  return Math.abs(amount - toCents(amount)) < 1e-8;
}

/** Whether a ticket may cost this: above 0, at most `MAX_PRICE`, in whole cents. */
export function isPrice(amount: number): boolean {
  return Number.isFinite(amount) && toCents(amount) > 0 && amount <= MAX_PRICE && isWholeCents(amount);
}
