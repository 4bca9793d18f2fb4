import { body, param, type ValidationChain } from 'express-validator';

const objectId = /^[0-9a-fA-F]{24}$/;

/** Whether a value is the hex text of a MongoDB ObjectId. Objects that would be operators of a query are not. */
export function isObjectId(value: unknown): value is string {
  return typeof value === 'string' && objectId.test(value);
}

/** A body field that must be text of so many characters once trimmed; objects and arrays (`{"$ne": null}`) are refused. */
export function textField(
  name: string,
  { min = 1, max = 200 }: { min?: number; max?: number } = {},
): ValidationChain {
  return body(name)
    .isString()
    .withMessage(`${name} must be text`)
    .bail()
    .trim()
    .isLength({ min, max })
    .withMessage(
      min > 0 ? `${name} must have ${min} to ${max} characters` : `${name} may have up to ${max} characters`,
    );
}

/** A body field that must be the id of something. */
export function idField(name: string): ValidationChain {
  return body(name).custom(isObjectId).withMessage(`${name} must be an id`);
}

/** A path parameter that must be the id of something; 400 naming it when it isn't. */
export function idParam(name = 'id'): ValidationChain {
  return param(name).custom(isObjectId).withMessage(`${name} must be an id`);
}

/** Whether a value is an amount of money in whole cents above 0 and up to `max`. */
export function isPrice(value: unknown, max = 1_000_000): value is number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0 || value > max) return false;
  return Math.abs(value * 100 - Math.round(value * 100)) < 1e-6;
}

/** A body field that must be a price: a JSON number above 0, at most `max`, in whole cents. */
export function priceField(name = 'price', max = 1_000_000): ValidationChain {
  return body(name)
    .custom((value) => isPrice(value, max))
    .withMessage(`${name} must be a number above 0 and at most ${max}, in whole cents`);
}
