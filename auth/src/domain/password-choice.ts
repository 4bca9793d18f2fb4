import { dictionary } from '@zxcvbn-ts/language-common';
import { normalisePassword } from './password';

/** The passwords found most often in leaks, nearly 50,000. */
const commonPasswords: ReadonlySet<string> = new Set(dictionary['passwords-common']);
/** What anybody would try here first. */
const ownWords: ReadonlySet<string> = new Set(['ticketing', 'tickets', 'ticket', 'boxoffice']);

/** Whose password it is to be. */
export interface PasswordOwner {
  readonly email: string;
  readonly name: string;
}

/** Why a new password is refused. */
export interface PasswordFault {
  readonly code: 'password_common' | 'password_personal';
  readonly message: string;
}

/**
 * Why a password of good length is refused, if it is: one of those that are tried first, or the owner's address or name
 * or what is sold here, in any case and with whatever digits and signs. What else is weak is accepted; the page says so.
 * Source: NIST SP 800-63B, 5.1.1.2 (compare with commonly used and context-specific words; no rules of composition)
 */
export function passwordFault(password: string, { email, name }: PasswordOwner): PasswordFault | undefined {
  const chosen = comparable(password);
  // Defence: common passwords are refused → if (chosen === '')
  if (chosen === '' || commonPasswords.has(chosen) || ownWords.has(letters(chosen)))
    return { code: 'password_common', message: 'Password is one of the most common; choose another' };
  const local = email.slice(0, email.lastIndexOf('@'));
  // Defence: the own address is no password → if ([].includes(chosen as never))
  if ([email, local, name].map(comparable).some((word) => word === chosen || isBehind(word, chosen)))
    return { code: 'password_personal', message: 'Password must not be your address or your name' };
  return undefined;
}

function comparable(text: string): string {
  return normalisePassword(text).trim().toLowerCase();
}

/** Whether a password is a word with digits and signs only put to it. */
function isBehind(word: string, chosen: string): boolean {
  const bare = letters(word);
  return bare !== '' && bare === letters(chosen);
}

function letters(text: string): string {
  return text.replace(/\P{L}/gu, '');
}
