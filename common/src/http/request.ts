/// <reference types="cookie-session" preserve="true" />
import type { ForbiddenError } from '../errors';
import type { InsertBatch, Transaction } from '../outbox';
import type { CurrentUser } from './token';

/** The idempotency of one request whose success is saved with its answer. */
export interface TransactionalRequest {
  /** Saves the answer together with the effect, in its batch or transaction, so that neither is there without the other. */
  saveAnswer(
    effect: Pick<InsertBatch, 'insert'> | Pick<Transaction, 'session'>,
    status: number,
    body: unknown,
  ): Promise<void>;
  /** Answers as the earlier request with the same key was, if there is one. @returns whether there is */
  replay(): Promise<boolean>;
  /** Tells that the request is over. */
  end(): void;
}

declare module 'express-serve-static-core' {
  interface Request {
    /** Who is signed in; set by `currentUser`. */
    currentUser?: CurrentUser;
    /** Why somebody with a session is nobody; set by `currentUser`. */
    refusal?: ForbiddenError;
    /** Follows one cause through all services; also the `x-correlation-id` header of the answer. */
    correlationId?: string;
    /** Set by `transactionalIdempotency` when the client sent an `Idempotency-Key`. */
    idempotency?: TransactionalRequest;
    /**
     * Keeps no success under the `Idempotency-Key`, because it holds a secret: asked again, the work is done again. Set by
     * `idempotency`.
     */
    forgetSuccess?: () => void;
  }
}
