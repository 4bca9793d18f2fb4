import { isWholeCents, MAX_PRICE, MIN_PRICE, PRICE_RANGE } from '@ticketing/common/money';

/** The number a person typed as a price, or null when it isn't one. Accepts `1,200.50`, `$80` and `80,5`. */
export function parsePrice(text: string): number | null {
  const compact = text.replace(/[\s$]/g, '');
  const decimalComma = /^\d+,\d{1,2}$/.test(compact);
  const plain = decimalComma ? compact.replace(',', '.') : compact.replace(/,(?=\d{3}(\D|$))/g, '');
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
}

/** What is wrong with a typed amount of dollars, or null: 0 or more, in whole cents. */
export function amountProblem(text: string): string | null {
  const amount = parsePrice(text);
  if (amount === null) return 'Enter the price as a number, like 45 or 45.50.';
  return isWholeCents(amount) ? null : 'Use whole cents, like 45.50.';
}

/** What is wrong with a typed price of a ticket, or null: only what can be paid by card is. */
export function priceProblem(text: string): string | null {
  if (text.trim() === '') return 'Enter a price.';
  const problem = amountProblem(text);
  if (problem !== null) return problem;
  const price = parsePrice(text) ?? 0;
  return price < MIN_PRICE || price > MAX_PRICE ? `Cards can be charged $${PRICE_RANGE}.` : null;
}
