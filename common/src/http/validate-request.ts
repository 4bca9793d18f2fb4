import type { RequestHandler } from 'express';
import { validationResult } from 'express-validator';
import { RequestValidationError } from '../errors';

/** Answers 400, one entry per field, when a validator before it found a fault. */
export const validateRequest: RequestHandler = (req, _res, next) => {
  const result = validationResult(req);
  if (result.isEmpty()) return next();
  next(
    new RequestValidationError(
      result.array({ onlyFirstError: true }).map((fault) => ({
        message: String(fault.msg),
        ...(fault.type === 'field' ? { field: fault.path } : {}),
      })),
    ),
  );
};
