/** What a client is told about one kind of failure. */
export interface ErrorDefinition {
  /** HTTP status. */
  readonly status: number;
  /** Default message; the same for every request. */
  readonly message: string;
}

/** Every kind of failure that the platform itself answers with. docs/errors.md explains each; a spec compares the two. */
export const errorCatalogue = {
  invalid_input: { status: 400, message: 'Invalid input' },
  invalid_json: { status: 400, message: 'The body is not valid JSON' },
  invalid_url: { status: 400, message: 'The address is not valid' },
  malformed_request: { status: 400, message: 'The request is not valid HTTP' },
  bad_request: { status: 400, message: 'The request cannot be carried out' },
  not_authorized: { status: 401, message: 'Not authorized' },
  forbidden: { status: 403, message: 'Forbidden' },
  account_suspended: { status: 403, message: 'The account is suspended' },
  second_factor_required: {
    status: 403,
    message: 'Staff need a second factor: set one up and sign in with it',
  },
  email_unverified: { status: 403, message: 'Confirm your address first' },
  foreign_origin: { status: 403, message: 'Writes from another origin are not allowed' },
  not_found: { status: 404, message: 'Not found' },
  request_timeout: { status: 408, message: 'The request was not sent in time' },
  conflict: { status: 409, message: 'The resource was changed by someone else meanwhile' },
  other_account: { status: 409, message: 'Another account has signed in here meanwhile' },
  idempotency_in_flight: {
    status: 409,
    message: 'A request with this Idempotency-Key is still being handled',
  },
  payload_too_large: { status: 413, message: 'The body is too large' },
  unsupported_media_type: { status: 415, message: 'The content type or encoding is not supported' },
  expectation_failed: { status: 417, message: 'Expect can only be 100-continue' },
  unprocessable: { status: 422, message: 'The request cannot be processed' },
  idempotency_key_reused: { status: 422, message: 'The Idempotency-Key was used with another body' },
  too_many_requests: { status: 429, message: 'Too many requests, try again later' },
  headers_too_large: { status: 431, message: 'The headers are too large' },
  internal: { status: 500, message: 'Something went wrong' },
  not_implemented: { status: 501, message: 'The method is not supported' },
  unavailable: { status: 503, message: 'Temporarily unavailable, try again later' },
  draining: { status: 503, message: 'The service is stopping, try again' },
  version_not_supported: { status: 505, message: 'Only HTTP/1.1 and 1.0 are spoken here' },
} as const satisfies Record<string, ErrorDefinition>;

/** A code of the catalogue. Rules of a domain may have codes of their own. */
export type ErrorCode = keyof typeof errorCatalogue;
