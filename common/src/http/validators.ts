import type { RequestHandler } from 'express';
import { body, type ValidationChain } from 'express-validator';
import { z } from 'zod';
import { NotFoundError } from '../errors';
import * as fields from './fields';

/** Checks a field by a schema, whose first message is the error's, and puts what the schema returns in its place. */
export function schemaRule(field: ValidationChain, schema: z.core.$ZodType): ValidationChain {
  return field
    .custom((value: unknown) => {
      const { error } = z.safeParse(schema, value);
      if (error) throw new Error(error.issues[0]?.message);
      return true;
    })
    .bail()
    .customSanitizer((value: unknown) => z.parse(schema, value));
}

/** A field of the body that must be such a text, and is brought to its one form. */
export function textField(name: string, options?: fields.TextOptions): ValidationChain {
  return schemaRule(body(name), fields.text(name, options));
}

/**
 * Brings the id in a request's path to its one form; one that can't be any is of nothing: 404, as for an unknown id.
 *
 * @param form ObjectIds unless told otherwise
 */
export function idParam(name = 'id', form: fields.IdForm = fields.objectIds): RequestHandler {
  return (req, _res, next) => {
    const id = form.parse(req.params[name]);
    if (id === undefined) return next(new NotFoundError());
    req.params[name] = id;
    next();
  };
}
