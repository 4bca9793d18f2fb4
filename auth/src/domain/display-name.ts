import { randomInt } from 'node:crypto';
import unhomoglyph from 'unhomoglyph';

/** Characters of a display name. */
export const NAME_MAX = 100;

/** Words by which somebody would pass for who runs the place. */
const STAFF_WORDS = [
  ...['admin', 'admins', 'administrator', 'administrators', 'moderator', 'moderators'],
  ...['staff', 'support', 'helpdesk', 'ticketing', 'ticketingsupport', 'customersupport', 'customerservice'],
].map(toSkeleton);

/** Marks upon one letter, at the most: more of them run over the lines around it. */
const MARKS_MAX = 3;

/** Why somebody who isn't staff can't have a name. */
export interface NameFault {
  readonly code: 'name_reserved' | 'name_unreadable';
  readonly message: string;
}

/**
 * What is wrong with a name, if anything: it poses as staff, in whatever letters that look like those, or has letters
 * under heaps of marks.
 * Source of the look-alikes: https://www.unicode.org/reports/tr39/
 */
export function nameFault(name: string): NameFault | undefined {
  const words = name.normalize('NFKC').split(/[^\p{L}\p{M}\p{N}$@|!]+/u);
  // Defence: no name poses as staff → if (false)
  if ([...words, words.join('')].some((word) => STAFF_WORDS.includes(toSkeleton(word))))
    return { code: 'name_reserved', message: 'Name must not be one that staff could have' };
  if (new RegExp(`\\p{M}{${MARKS_MAX + 1},}`, 'u').test(name.normalize('NFD')))
    return { code: 'name_unreadable', message: `Name must have at most ${MARKS_MAX} marks upon a letter` };
  return undefined;
}

/** What a word looks like, the same for all that look alike. */
function toSkeleton(word: string): string {
  const letters = unhomoglyph(word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase());
  return unhomoglyph(letters.toLowerCase());
}

/** The name of an account whose owner gave none. Strangers see it in rooms, so it has nothing of the address. */
export function defaultName(): string {
  return `Guest ${randomInt(0x10000).toString(16).toUpperCase().padStart(4, '0')}`;
}
