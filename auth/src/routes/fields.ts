import { EMAIL_ADDRESS_MAX, parseEmailAddress } from '@ticketing/common/forms';
import { field } from '@ticketing/common/http';
import { z } from 'zod';
import { TOKEN_MAX } from '../domain/account-token';
import { NAME_MAX } from '../domain/display-name';
import { isAcceptablePassword, PASSWORD_MAX, PASSWORD_MIN } from '../domain/password';

const CODE_MAX = 40;
const CHALLENGE_MAX = 100;

/** A mail address, brought to its one form. */
export const email = z
  .string('Email is required')
  .refine((value) => parseEmailAddress(value) !== undefined, { error: 'Email must be valid', abort: true })
  .overwrite((value) => parseEmailAddress(value)!)
  .meta({ format: 'idn-email', maxLength: EMAIL_ADDRESS_MAX });

/** A password that is set. */
export const newPassword = z
  .string('Password is required')
  .refine(isAcceptablePassword, `Password must have ${PASSWORD_MIN} to ${PASSWORD_MAX} characters`)
  .meta({ minLength: PASSWORD_MIN, maxLength: PASSWORD_MAX, writeOnly: true });

/** A password to log in with: any text that could be one, so that nothing huge is hashed. */
export const password = z
  .string('Password is required')
  .min(1, 'Password is required')
  .refine(
    (value) => value.length < PASSWORD_MIN || isAcceptablePassword(value),
    `Password must have at most ${PASSWORD_MAX} characters`,
  )
  .meta({ maxLength: PASSWORD_MAX, writeOnly: true });

/** What stands in the link of a mail. */
export const token = z
  .string('token is required')
  .min(1, 'token is required')
  .max(TOKEN_MAX, 'token is too long')
  .meta({ minLength: 1, maxLength: TOKEN_MAX, writeOnly: true });

/** The name of an account. */
export const name = field.text('Name', { max: NAME_MAX });

/** One of some words, in a body or a query. */
export const word = <const W extends string>(of: string, words: readonly W[]) =>
  field.word(words, `${of} must be one of: ${words.join(', ')}`).optional();

/** A code of an app, or one to recover an account with. */
export const code = z
  .string('Code is required')
  .trim()
  .min(1, 'Code is required')
  .max(CODE_MAX, `Code must have at most ${CODE_MAX} characters`)
  .meta({ minLength: 1, maxLength: CODE_MAX });

/** What signing in told when it asked for more. */
export const challenge = z
  .string('Challenge is required')
  .max(CHALLENGE_MAX, 'Challenge is none of ours')
  .meta({ maxLength: CHALLENGE_MAX });
