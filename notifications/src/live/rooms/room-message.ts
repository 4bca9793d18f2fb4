/** The longest message, in characters as people count them. */
export const longestMessage = 280;

/** What may be said in a room, or what is wrong with it. */
export type CheckedMessage = { text: string } | { fault: string };

/** Trims a message and checks its length. Line breaks stay; other control characters are dropped. */
export function checkMessage(value: unknown): CheckedMessage {
  if (typeof value !== 'string') return { fault: 'text must be text' };
  const text = value
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu, '')
    .trim();
  if (text === '') return { fault: 'text must not be empty' };
  if (Array.from(text).length > longestMessage)
    return { fault: `text may have up to ${longestMessage} characters` };
  return { text };
}
