/// <reference types="cookie-session" preserve="true" />
import type { IdempotentRequest } from './idempotency';
import type { CurrentUser } from './token';

declare module 'express-serve-static-core' {
  interface Request {
    /** Who is signed in; set by `currentUser`. */
    currentUser?: CurrentUser;
    /** Follows one cause through all services; also the `x-correlation-id` header of the answer. */
    correlationId?: string;
    /** Set by `idempotency` when the client sent an `Idempotency-Key`. */
    idempotency?: IdempotentRequest;
  }
}
