import type { RequestHandler } from 'express';
import { body, type ValidationChain } from 'express-validator';
import { NotFoundError } from '../errors';
import { fromCents, isPrice, PRICE_RANGE, toCents } from '../money';

const objectId = /^[0-9a-fA-F]{24}$/;

/** Whether a value is the hex text of a MongoDB ObjectId. Objects that would be operators of a query are not. */
export function isObjectId(value: unknown): value is string {
  return typeof value === 'string' && objectId.test(value);
}

/**
 * Whether a text holds neither control characters, which can end a line and so begin a mail header or forge a log entry,
 * nor halves of characters, which no store keeps as they are.
 *
 * @param lines whether tabs and ends of lines are meant to be there
 */
export function isPlainText(text: string, lines = false): boolean {
  const control = lines ? /[^\P{Cc}\t\n\r]/u : /[\p{Cc}\p{Zl}\p{Zp}]/u;
  return !control.test(text) && !/\p{Cs}/u.test(text);
}

/** What a text may be. */
export interface TextOptions {
  /** Characters once trimmed; default 1. */
  min?: number;
  /** Default 200. */
  max?: number;
  /** Whether it may have several lines; default false. */
  lines?: boolean;
}

/** A body field that must be such a text; objects and arrays (`{"$ne": null}`) are refused. */
export function textField(
  name: string,
  { min = 1, max = 200, lines = false }: TextOptions = {},
): ValidationChain {
  return body(name)
    .isString()
    .withMessage(`${name} must be text`)
    .bail()
    .trim()
    .isLength({ min, max })
    .withMessage(
      min > 0 ? `${name} must have ${min} to ${max} characters` : `${name} may have up to ${max} characters`,
    )
    .custom((text: string) => isPlainText(text, lines))
    .withMessage(`${name} must not have control characters`);
}

/** A body field that must be the id of something. */
export function idField(name: string): ValidationChain {
  return body(name).custom(isObjectId).withMessage(`${name} must be an id`);
}

/** Lets a request pass whose path holds an id; one that can't be any is of nothing: 404, as for an unknown id. */
export function idParam(name = 'id'): RequestHandler {
  return (req, _res, next) => next(isObjectId(req.params[name]) ? undefined : new NotFoundError());
}

/**
 * A body field that must be what a ticket may cost: a number, or its text, from `MIN_PRICE` to `MAX_PRICE` in whole cents.
 * What the binary fraction of a sum leaves over is taken away: 0.1 + 0.6 becomes 0.7.
 */
export function priceField(name = 'price'): ValidationChain {
  return body(name)
    .custom((value: unknown) => typeof value === 'number' || typeof value === 'string')
    .withMessage(`${name} must be a number`)
    .bail()
    .isFloat()
    .withMessage(`${name} must be a number`)
    .bail()
    .toFloat()
    .custom(isPrice)
    .withMessage(`${name} must be ${PRICE_RANGE}, in whole cents`)
    .bail()
    .customSanitizer((price: number) => fromCents(toCents(price)));
}
