import type { RequestHandler } from 'express';
import { body, type ValidationChain } from 'express-validator';
import { NotFoundError } from '../errors';
import { isPlainText, normaliseText, parseObjectId } from '../forms';
import { fromCents, isPrice, isWholeCents, PRICE_RANGE, toCents } from '../money';

/** What a text may be. */
export interface TextOptions {
  /** Characters once trimmed; default 1. */
  min?: number;
  /** Default 200. */
  max?: number;
  /** Whether it may have several lines; default false. */
  lines?: boolean;
}

/** A body field that must be such a text, and is brought to its one form; objects and arrays (`{"$ne": null}`) are refused. */
export function textField(
  name: string,
  { min = 1, max = 200, lines = false }: TextOptions = {},
): ValidationChain {
  // Defence: text is text → return body(name).customSanitizer(String)
  return body(name)
    .isString()
    .withMessage(`${name} must be text`)
    .bail()
    .customSanitizer(normaliseText)
    .isLength({ min, max })
    .withMessage(
      min > 0 ? `${name} must have ${min} to ${max} characters` : `${name} may have up to ${max} characters`,
    )
    .custom((text: string) => isPlainText(text, lines))
    .withMessage(`${name} must not have control characters`);
}

/** Brings the id in a field to its one form, or refuses it. */
export function idRule(field: ValidationChain, message: string): ValidationChain {
  return field
    .custom((value: unknown) => parseObjectId(value) !== undefined)
    .withMessage(message)
    .bail()
    .customSanitizer(parseObjectId);
}

/** A body field that must be the id of something, and is brought to its one form. */
export function idField(name: string, message = `${name} must be an id`): ValidationChain {
  return idRule(body(name), message);
}

/**
 * Brings the id in a request's path to its one form; one that can't be any is of nothing: 404, as for an unknown id.
 *
 * @param parse reads what the path holds, `undefined` for what is no id; ObjectIds unless told otherwise
 */
export function idParam(
  name = 'id',
  parse: (value: unknown) => string | undefined = parseObjectId,
): RequestHandler {
  return (req, _res, next) => {
    const id = parse(req.params[name]);
    if (id === undefined) return next(new NotFoundError());
    req.params[name] = id;
    next();
  };
}

/** A body field that must be an amount of money: a number, or its text, above 0 in whole cents. */
export function amountField(name: string): ValidationChain {
  return numberField(name)
    .custom((amount: number) => amount > 0 && isWholeCents(amount))
    .withMessage(`${name} must be above 0, in whole cents`)
    .bail()
    .customSanitizer(toWholeCents);
}

/** A body field that must be what a ticket may cost: a number, or its text, `MIN_PRICE` to `MAX_PRICE` in whole cents. */
export function priceField(name = 'price'): ValidationChain {
  return numberField(name)
    .custom(isPrice)
    .withMessage(`${name} must be ${PRICE_RANGE}, in whole cents`)
    .bail()
    .customSanitizer(toWholeCents);
}

/** A number or its text, made a number. */
function numberField(name: string): ValidationChain {
  return body(name)
    .custom((value: unknown) => typeof value === 'number' || typeof value === 'string')
    .withMessage(`${name} must be a number`)
    .bail()
    .isFloat()
    .withMessage(`${name} must be a number`)
    .bail()
    .toFloat();
}

/** Takes away what the binary fraction of a sum leaves over: 0.1 + 0.6 becomes 0.7. */
const toWholeCents = (amount: number): number => fromCents(toCents(amount));
