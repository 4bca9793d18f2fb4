import { randomInt } from 'node:crypto';

/** Characters of a display name. */
export const NAME_MAX = 100;

/** The name of an account whose owner gave none. Strangers see it in rooms, so it has nothing of the address. */
export function defaultName(): string {
  return `Guest ${randomInt(0x10000).toString(16).toUpperCase().padStart(4, '0')}`;
}
