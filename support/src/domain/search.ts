/** Words of one ticket that are indexed, at the most: bounds the index, not the text. */
export const MAX_SEARCH_WORDS = 500;
/** Letters of a word that are indexed. */
const MAX_WORD_LENGTH = 40;

/** The distinct words of some texts, in lower case and without accents, in the order in which they come. */
export function searchWords(...texts: string[]): string[] {
  const words = new Set<string>();
  for (const text of texts) {
    const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
    for (const [word] of plain.matchAll(/[\p{L}\p{N}]+/gu)) {
      words.add(word.slice(0, MAX_WORD_LENGTH));
      if (words.size === MAX_SEARCH_WORDS) return [...words];
    }
  }
  return [...words];
}
