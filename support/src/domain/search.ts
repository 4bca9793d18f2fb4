import { searchWords } from '@ticketing/common/forms';

/** Words of one ticket that are indexed, at the most: bounds the index, not the text. */
export const MAX_SEARCH_WORDS = 500;
/** Letters of a word that are indexed. */
const MAX_WORD_LENGTH = 40;

/** The words of some texts as the index has them, in the order in which they come. */
export const indexedWords = (...texts: string[]): string[] =>
  searchWords(texts.join(' '), MAX_SEARCH_WORDS, MAX_WORD_LENGTH);
