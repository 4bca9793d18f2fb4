/** Words of a title that a search looks at; further ones are not found. */
const MAX_WORDS = 20;

/** The words of a text as a search compares them: lower case, without accents and punctuation, each once. */
export function searchWords(text: string): string[] {
  const words = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu);
  return [...new Set(words)].slice(0, MAX_WORDS);
}
