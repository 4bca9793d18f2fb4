const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Makes text safe between tags and within quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/**
 * Makes text safe for Slack: without `<` nobody can mention a channel or hide a link behind a word.
 * https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export function escapeSlack(text: string): string {
  return text.replace(/[&<>]/g, (character) => entities[character] ?? character);
}

/** The longest subject line, in characters. */
export const longestSubject = 200;

/**
 * Makes text safe as a mail header: one line, no control characters, no characters that turn the direction of writing,
 * at most 200 characters.
 */
export function headerText(text: string): string {
  const line = text
    // Defence: a subject begins no header → .replace(/[\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return shorten(line, longestSubject);
}

/** Cuts text to at most `length` characters, counted as people count them, saying so with an ellipsis. */
export function shorten(text: string, length: number): string {
  const characters = Array.from(text);
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}
