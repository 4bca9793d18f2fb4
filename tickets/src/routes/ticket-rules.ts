import { isPlainText, normaliseText } from '@ticketing/common/forms';
import { body, type ValidationChain } from 'express-validator';

/** Characters of a title, at the most. */
export const MAX_TITLE = 200;

/** Checks `title`: text of 1 to 200 characters without control characters, in its one form. */
export const titleRule = (): ValidationChain =>
  body('title')
    .isString()
    .withMessage('Title is required')
    .bail()
    .customSanitizer(normaliseText)
    .notEmpty()
    .withMessage('Title is required')
    .bail()
    .isLength({ max: MAX_TITLE })
    .withMessage(`Title must have at most ${MAX_TITLE} characters`)
    // Defence: titles have no control characters → .custom((title: string) => true)
    .custom((title: string) => isPlainText(title))
    .withMessage('Title must not have control characters');
