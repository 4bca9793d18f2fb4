/** Marks that turn the direction of the text after them, so that it can pass for another, and zero-width spaces and joiners of words. */
const hiddenMarks = /[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff]/gu;
/** In its one form as it is: what most lines are. */
const plain = /^[!-~](?:[ -~]*[!-~])?$/;
/** Whatever can be seen. */
const visible = /[^\s\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;

/**
 * The one form of a text that people write: Unicode NFC, without white space around it, without hidden marks that turn its
 * direction or part its words, and with `\n` at the ends of its lines. A text in which nothing can be seen is ''.
 */
export function normaliseText(text: string): string {
  if (plain.test(text)) return text;
  const shown = text.normalize('NFC').replace(hiddenMarks, '').replace(/\r\n?/g, '\n').trim();
  return visible.test(shown) ? shown : '';
}

/**
 * Whether a text holds neither control characters, which can end a line and so begin a mail header or forge a log entry,
 * nor halves of characters, which no store keeps as they are.
 *
 * @param lines whether tabs and ends of lines are meant to be there
 */
export function isPlainText(text: string, lines = false): boolean {
  const control = lines ? /[^\P{Cc}\t\n\r]/u : /[\p{Cc}\p{Zl}\p{Zp}]/u;
  // Defence: text has no control characters → return !/\p{Cs}/u.test(text);
  return !control.test(text) && !/\p{Cs}/u.test(text);
}

/**
 * The words of a text as a search compares them: lower case, without accents and punctuation, each once.
 * @param most how many are found, from the first on; default 20
 * @param letters how many of each word count; default all
 */
export function searchWords(text: string, most = 20, letters?: number): string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const words = plain.match(/[\p{L}\p{N}]+/gu)?.map((word) => word.slice(0, letters));
  return [...new Set(words)].slice(0, most);
}
