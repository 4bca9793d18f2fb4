/** One entry of an error answer. Carries nothing that differs per request. */
export interface SerializedError {
  message: string;
  /** The input at fault. */
  field?: string;
  /** Stable, for programs: see docs/errors.md. */
  code?: string;
  /** With `price_changed`: what the ticket costs now, in currency units. */
  price?: number;
}

/** Body of every error answer. */
export interface ErrorBody {
  errors: SerializedError[];
}

/** A failure that a client is told about. Anything else thrown becomes a 500 that says nothing of the inside. */
export abstract class CustomError extends Error {
  /** HTTP status of the answer. */
  abstract readonly statusCode: number;
  /** Extra headers of the answer, for example `Retry-After`. */
  readonly headers: Readonly<Record<string, string>> = {};

  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }

  abstract serializeErrors(): SerializedError[];
}
