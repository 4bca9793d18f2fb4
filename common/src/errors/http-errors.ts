import { errorCatalogue, type ErrorCode } from './catalogue';
import { CustomError, type SerializedError } from './custom-error';

/** What an error may add to its message. */
export interface ErrorDetails {
  /** The input at fault. */
  field?: string;
  /** Stable code; the class has a default. */
  code?: string;
  /** What the ticket costs now, in currency units. */
  price?: number;
}

abstract class CataloguedError extends CustomError {
  readonly statusCode: number;
  readonly code: string;
  readonly field: string | undefined;
  readonly price: number | undefined;

  constructor(kind: ErrorCode, message?: string, details: ErrorDetails = {}) {
    super(message ?? errorCatalogue[kind].message);
    this.statusCode = errorCatalogue[kind].status;
    this.code = details.code ?? kind;
    this.field = details.field;
    this.price = details.price;
  }

  serializeErrors(): SerializedError[] {
    const { message, field, code, price } = this;
    return [{ message, ...(field ? { field } : {}), code, ...(price === undefined ? {} : { price }) }];
  }
}

/** 400: a rule of the domain forbids it, or an input is wrong. */
export class BadRequestError extends CataloguedError {
  constructor(message?: string, details?: ErrorDetails) {
    super('bad_request', message, details);
  }
}

/** 401: not signed in, or not the owner. */
export class NotAuthorizedError extends CataloguedError {
  constructor(message?: string, details?: ErrorDetails) {
    super('not_authorized', message, details);
  }
}

/** 403: refused whoever asks. */
export class ForbiddenError extends CataloguedError {
  constructor(message?: string, details?: ErrorDetails) {
    super('forbidden', message, details);
  }
}

/** 404. */
export class NotFoundError extends CataloguedError {
  constructor(message?: string, details?: ErrorDetails) {
    super('not_found', message, details);
  }
}

/** 409: the state moved on meanwhile. */
export class ConflictError extends CataloguedError {
  constructor(message?: string, details?: ErrorDetails) {
    super('conflict', message, details);
  }
}

/** 413. */
export class PayloadTooLargeError extends CataloguedError {
  constructor(message?: string, details?: ErrorDetails) {
    super('payload_too_large', message, details);
  }
}

/** 422. */
export class UnprocessableError extends CataloguedError {
  constructor(message?: string, details?: ErrorDetails) {
    super('unprocessable', message, details);
  }
}

/** 429 with `Retry-After`. */
export class TooManyRequestsError extends CataloguedError {
  override readonly headers: Readonly<Record<string, string>>;

  /** @param retryAfterSeconds whole seconds, at least 1 */
  constructor(retryAfterSeconds = 1, message?: string, details?: ErrorDetails) {
    super('too_many_requests', message, details);
    this.headers = { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterSeconds))) };
  }
}

/** 503 with `Retry-After`. */
export class UnavailableError extends CataloguedError {
  override readonly headers: Readonly<Record<string, string>>;

  /** @param retryAfterSeconds whole seconds, at least 1 */
  constructor(message?: string, details?: ErrorDetails, retryAfterSeconds = 1) {
    super('unavailable', message, details);
    this.headers = { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterSeconds))) };
  }
}

/** 400: one entry per field at fault. */
export class RequestValidationError extends CustomError {
  readonly statusCode = errorCatalogue.invalid_input.status;

  constructor(private readonly faults: { message: string; field?: string }[]) {
    super(errorCatalogue.invalid_input.message);
  }

  serializeErrors(): SerializedError[] {
    return this.faults.map((fault) => ({ ...fault, code: 'invalid_input' }));
  }
}
