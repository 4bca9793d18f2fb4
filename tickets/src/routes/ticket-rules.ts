import { isPlainText } from '@ticketing/common';
import { body, type ValidationChain } from 'express-validator';
import { isPrice, MAX_PRICE, toCents } from '../domain/price';

/** Characters of a title, at the most. */
export const MAX_TITLE = 200;

/** Checks `title`: text of 1 to 200 characters without control characters, trimmed. */
export const titleRule = (): ValidationChain =>
  body('title')
    .isString()
    .withMessage('Title is required')
    .bail()
    .trim()
    .notEmpty()
    .withMessage('Title is required')
    .bail()
    .isLength({ max: MAX_TITLE })
    .withMessage(`Title must have at most ${MAX_TITLE} characters`)
    .custom((title: string) => isPlainText(title))
    .withMessage('Title must not have control characters');

/** Checks `price`: a number, or its text, above 0, at most 1,000,000, in whole cents. */
export const priceRule = (): ValidationChain =>
  body('price')
    .custom((value: unknown) => typeof value === 'number' || typeof value === 'string')
    .withMessage('Price must be a number')
    .bail()
    .isFloat({ gt: 0, max: MAX_PRICE })
    .withMessage(`Price must be greater than 0 and at most ${MAX_PRICE}`)
    .bail()
    .toFloat()
    .custom(isPrice)
    .withMessage('Price must be in whole cents')
    .customSanitizer(toCents);
