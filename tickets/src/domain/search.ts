/** Letters that a word has at the least for a typo in it to be forgiven. */
const MIN_TYPO_LENGTH = 4;

/** A word with each of its letters left out in turn; nothing of short words, which would all be alike. */
export function withoutOneLetter(word: string): string[] {
  const letters = [...word];
  if (letters.length < MIN_TYPO_LENGTH) return [];
  return [...new Set(letters.map((_, at) => letters.toSpliced(at, 1).join('')))];
}

/** Bounds of what a ticket may cost, in currency units, as far as the steps go. */
const [LEAST, MOST] = [0.5, 1_000_000];

/** The step of a price on a scale on which every second step is twice as dear: shows of one step are read in order of time. */
export function priceStep(price: number): number {
  return Math.floor(2 * Math.log2(Math.min(Math.max(price, LEAST), MOST)));
}

/** All steps from one price to another. */
export function priceSteps(from: number, to: number): number[] {
  const first = priceStep(from);
  return Array.from({ length: Math.max(0, priceStep(to) - first + 1) }, (_, nth) => first + nth);
}
