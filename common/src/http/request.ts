/// <reference types="cookie-session" preserve="true" />
import type { ForbiddenError } from '../errors';
import type { InsertBatch, Transaction } from '../outbox';
import type { CurrentUser } from './token';

/** The idempotency of one request. */
export interface IdempotentRequest {
  /** The client's key. */
  readonly key: string;
  /**
   * Records the success together with its effect, in its batch or transaction, so that neither is there without the other. A
   * success that wasn't remembered is recorded just before it is sent. When this request took longer than the lock and
   * another has taken over, nothing is saved: the batch or, at once, this fails with a ConflictError (409).
   */
  remember(
    effect: Pick<InsertBatch, 'update'> | Pick<Transaction, 'session'>,
    status: number,
    body: unknown,
  ): Promise<void>;
  /** Keeps no success, because it holds a secret: asked again, the work is done again. */
  forget(): void;
}

declare module 'express-serve-static-core' {
  interface Request {
    /** Who is signed in; set by `currentUser`. */
    currentUser?: CurrentUser;
    /** Why somebody with a session is nobody; set by `currentUser`. */
    refusal?: ForbiddenError;
    /** Follows one cause through all services; also the `x-correlation-id` header of the answer. */
    correlationId?: string;
    /** Set by `idempotency` when the client sent an `Idempotency-Key`. */
    idempotency?: IdempotentRequest;
  }
}
