/** The number a person typed as a price, or null when it isn't one. Accepts `1,200.50`, `$80` and `80,5`. */
export function parsePrice(text: string): number | null {
  const compact = text.replace(/[\s$]/g, '');
  const decimalComma = /^\d+,\d{1,2}$/.test(compact);
  const plain = decimalComma ? compact.replace(',', '.') : compact.replace(/,(?=\d{3}(\D|$))/g, '');
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
}

/** What is wrong with a typed price, or null: above 0, at most 1,000,000, whole cents. */
export function priceProblem(text: string): string | null {
  if (text.trim() === '') return 'Enter a price.';
  const price = parsePrice(text);
  if (price === null) return 'Enter the price as a number, like 45 or 45.50.';
  if (price <= 0) return 'The price must be more than 0.';
  if (price > 1_000_000) return 'The price can be 1,000,000 at most.';
  if (Math.abs(price * 100 - Math.round(price * 100)) > 1e-6) return 'Use whole cents, like 45.50.';
  return null;
}
