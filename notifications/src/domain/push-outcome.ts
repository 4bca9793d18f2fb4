/** The provider has taken it. */
export interface Accepted {
  kind: 'accepted';
  /** The provider's own id of the message. */
  messageId?: string;
  /** What it said, in one line. */
  response?: string;
  accepted?: string[];
  rejected?: string[];
}

/** It may go well another time. */
export interface Failed {
  kind: 'retry';
  /** An SMTP reply, an HTTP status, or the name of a network error. */
  code: string;
  error: string;
  /** ms the provider asked to be left alone. */
  retryAfterMs?: number;
  /** True when it is the provider that fails, and not just this message: it counts for the circuit breaker. */
  failsProvider: boolean;
}

/** It never will. */
export interface Refused {
  kind: 'refused';
  code: string;
  error: string;
}

/** How a provider answered one push. */
export type PushOutcome = Accepted | Failed | Refused;

/**
 * What an HTTP status that isn't a success means: 408, 429 and 5xx pass; everything else is said for good. Being told that
 * we aren't who we say (401, 403) is a fault of the configuration: the channel pauses, and no message is lost by it.
 *
 * @param status of the answer
 * @param error what the provider said
 * @param retryAfterMs of its Retry-After header
 */
export function outcomeOfStatus(status: number, error: string, retryAfterMs?: number): Failed | Refused {
  const code = String(status);
  const passes = status === 408 || status === 429 || status >= 500;
  const misconfigured = status === 401 || status === 403;
  if (!passes && !misconfigured) return { kind: 'refused', code, error };
  return {
    kind: 'retry',
    code,
    error,
    failsProvider: status !== 408 && status !== 429,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

/** What a failure to reach the provider, or to hear its answer in time, means. */
export function outcomeOfNetworkError(err: unknown): Failed {
  const { code, message, cause } = err as { code?: unknown; message?: unknown; cause?: { code?: unknown } };
  const name = [cause?.code, code, (err as Error).name].find(
    (part) => typeof part === 'string' && part !== '',
  );
  return {
    kind: 'retry',
    code: typeof name === 'string' ? name : 'ERROR',
    error: typeof message === 'string' ? message : 'the provider could not be reached',
    failsProvider: true,
  };
}
