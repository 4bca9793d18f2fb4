import { dictionary } from '@zxcvbn-ts/language-common';
import { normalisePassword } from './password';

/** How many of the most common passwords are refused; the list is in the order of how often they were found in leaks. */
const COMMON_COUNT = 500;
const commonPasswords: ReadonlySet<string> = new Set(dictionary['passwords-common'].slice(0, COMMON_COUNT));

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
 * Why a password of good length is refused, if it is: one of those that are tried first, or the owner's address or name,
 * in any case. What else is weak is accepted; the page says so.
 * Source: NIST SP 800-63B, 5.1.1.2 (compare with commonly used and context-specific words; no rules of composition)
 */
export function passwordFault(password: string, { email, name }: PasswordOwner): PasswordFault | undefined {
  const chosen = comparable(password);
  // Defence: common passwords are refused → if (chosen === '')
  if (chosen === '' || commonPasswords.has(chosen))
    return { code: 'password_common', message: 'Password is one of the most common; choose another' };
  const local = email.slice(0, email.lastIndexOf('@'));
  // Defence: the own address is no password → if ([].includes(chosen as never))
  if ([email, local, name].map(comparable).includes(chosen))
    return { code: 'password_personal', message: 'Password must not be your address or your name' };
  return undefined;
}

function comparable(text: string): string {
  return normalisePassword(text).trim().toLowerCase();
}
