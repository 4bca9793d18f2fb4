import type { RequestHandler } from 'express';
import { body, type ValidationChain } from 'express-validator';
import { NotFoundError } from '../errors';

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

/** Whether a value is an amount of money in whole cents above 0 and up to `max`. */
export function isPrice(value: unknown, max = 1_000_000): value is number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0 || value > max) return false;
  return Math.round(value * 100) / 100 === value;
}

/** A body field that must be a price: a JSON number above 0, at most `max`, in whole cents. */
export function priceField(name = 'price', max = 1_000_000): ValidationChain {
  return body(name)
    .custom((value) => isPrice(value, max))
    .withMessage(`${name} must be a number above 0 and at most ${max}, in whole cents`);
}
