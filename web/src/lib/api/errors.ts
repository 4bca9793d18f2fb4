/** One entry of the error body every service answers with. */
export interface ErrorEntry {
  message: string;
  field?: string;
  code?: string;
  /** With `price_changed`: what the ticket costs now. */
  price?: number;
}

/** A request that was answered with an error status. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly errors: ErrorEntry[],
    /** Seconds the server asked to wait, when it said so. */
    readonly retryAfterSeconds?: number,
    /** Names the request in the services' logs. */
    readonly correlationId?: string,
    /** The whole body, for answers that carry more than errors. */
    readonly body?: unknown,
  ) {
    super(errors[0]?.message ?? `The server answered ${status}`);
    this.name = 'ApiError';
  }
}

/** No answer came: no network, or nothing listening. */
export class NetworkError extends Error {
  constructor(options?: ErrorOptions, message = 'The server can’t be reached. Check your connection.') {
    super(message, options);
    this.name = 'NetworkError';
  }
}

/** What a ticket costs now, when that is why it wasn't reserved. */
export function changedPrice(error: unknown): number | undefined {
  if (!(error instanceof ApiError)) return undefined;
  return error.errors.find(({ code }) => code === 'price_changed')?.price;
}

/** The connection stood, and no answer came in time. */
export class TimeoutError extends NetworkError {
  constructor(options?: ErrorOptions) {
    super(options, 'The service doesn’t answer.');
    this.name = 'TimeoutError';
  }
}

/** Whether the account that asked is suspended, and so refused everywhere. */
export function isSuspended(error: unknown): boolean {
  return error instanceof ApiError && error.errors[0]?.code === 'account_suspended';
}

/** Whether a service hangs: asking it again at once would only double the wait. */
export function isTimeout(error: unknown): boolean {
  return error instanceof TimeoutError || (error instanceof ApiError && error.status === 504);
}

/** Whether waiting and asking again may help. */
export function isTemporary(error: unknown): boolean {
  return (
    error instanceof NetworkError ||
    (error instanceof ApiError && [429, 502, 503, 504].includes(error.status))
  );
}

/** Whether it may have been done all the same, or may yet be: who asks again must ask for the same thing. */
export function isUnsettled(error: unknown): boolean {
  if (isTemporary(error)) return true;
  return error instanceof ApiError && (error.status >= 500 || isInFlight(error.errors[0]));
}

function isInFlight(entry: ErrorEntry | undefined): boolean {
  return entry?.code === 'idempotency_in_flight';
}

/** Reads an error body of any origin: ours, a proxy's HTML page, or nothing. */
export function parseErrorBody(status: number, body: unknown): ErrorEntry[] {
  if (typeof body === 'object' && body !== null && 'errors' in body && Array.isArray(body.errors)) {
    const entries = body.errors.filter(
      (entry): entry is ErrorEntry =>
        typeof entry === 'object' && entry !== null && typeof (entry as ErrorEntry).message === 'string',
    );
    if (entries.length > 0)
      return entries.map((entry) => ({ ...entry, message: plainWords[entry.code ?? ''] ?? entry.message }));
  }
  return [{ message: defaultMessage(status) }];
}

const unavailable = 'This part of the site isn’t available. Try again in a moment.';

/** What codes mean to somebody who didn't write the client. */
const plainWords: Record<string, string> = {
  idempotency_in_flight: 'Your first try is still being handled. Try again in a moment.',
  not_authorized: 'You’re not signed in, or this isn’t yours to change.',
  account_suspended: 'This account is suspended. Nobody can use it until an admin approves it again.',
  second_factor_required:
    'Your account needs a second step for this. Set one up in Security, then sign in with it.',
  invalid_token: 'This link was used before, or is too old.',
  other_account: 'Another account has signed in here meanwhile.',
  email_in_use: 'There is an account with this address already.',
  conflict: 'Somebody else has changed this meanwhile. Load it again, then repeat.',
  unavailable,
  draining: 'This part of the site is restarting. Try again in a moment.',
};

function defaultMessage(status: number): string {
  if (status === 404) return 'Not found.';
  if (status === 413) return 'That is too large to send.';
  if (status === 429) return 'Too many attempts. Wait a moment and try again.';
  if (status === 504) return 'The service doesn’t answer.';
  if (status === 502 || status === 503) return unavailable;
  return 'Something went wrong on our side. Try again.';
}

/** What to tell a person about any thrown value. */
export function errorMessage(error: unknown): string {
  if (error instanceof ApiError || error instanceof NetworkError) return error.message;
  return 'Something went wrong. Try again.';
}

/** Messages by field name; what names no known field is joined under `''`. */
export function errorsByField(error: unknown, fields: readonly string[]): Record<string, string> {
  if (!(error instanceof ApiError)) return { '': errorMessage(error) };
  const result: Record<string, string> = {};
  for (const entry of error.errors) {
    const key = entry.field !== undefined && fields.includes(entry.field) ? entry.field : '';
    result[key] = result[key] === undefined ? entry.message : `${result[key]} ${entry.message}`;
  }
  return result;
}
