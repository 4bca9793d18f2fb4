import { isPlainText, normaliseText, parseEmailAddress } from '@ticketing/common/forms';
import { body, type ValidationChain } from 'express-validator';
import { NAME_MAX } from '../domain/email';
import { isAcceptablePassword, PASSWORD_MAX, PASSWORD_MIN } from '../domain/password';

/** Checks `email` and brings it to its one form. */
export const emailRule = (): ValidationChain =>
  body('email')
    .isString()
    .withMessage('Email is required')
    .bail()
    .custom((value: string) => parseEmailAddress(value) !== undefined)
    .withMessage('Email must be valid')
    .bail()
    .customSanitizer(parseEmailAddress);

/** Checks a new password. */
export const newPasswordRule = (field = 'password'): ValidationChain =>
  body(field)
    .isString()
    .withMessage('Password is required')
    .bail()
    .custom(isAcceptablePassword)
    .withMessage(`Password must have ${PASSWORD_MIN} to ${PASSWORD_MAX} characters`);

/** Checks a password to log in with: any text that could be one, so that nothing huge is hashed. */
export const passwordRule = (chain = body('password')): ValidationChain =>
  chain
    .isString()
    .withMessage('Password is required')
    .bail()
    .notEmpty()
    .withMessage('Password is required')
    .bail()
    .custom((password: string) => password.length < PASSWORD_MIN || isAcceptablePassword(password))
    .withMessage(`Password must have at most ${PASSWORD_MAX} characters`);

/** Checks `name`: text of 1 to 100 characters without control characters, in its one form. */
export const nameRule = (): ValidationChain =>
  body('name')
    .isString()
    .withMessage('Name must be text')
    .bail()
    .customSanitizer(normaliseText)
    .isLength({ min: 1, max: NAME_MAX })
    .withMessage(`Name must have 1 to ${NAME_MAX} characters`)
    .custom((name: string) => isPlainText(name))
    .withMessage('Name must not have control characters');

/** Checks a field of the body that must be one of some words. */
export const wordRule = (field: string, words: readonly string[]): ValidationChain =>
  body(field)
    .custom((value: unknown) => typeof value === 'string' && words.includes(value))
    .withMessage(`${field} must be one of: ${words.join(', ')}`);
