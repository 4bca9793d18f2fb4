import type { Answer } from './ledger';

interface Known {
  params: string;
  answer?: Answer;
}

/** Keys as Stripe treats them: the first answer again, also when it was a failure. */
export class IdempotencyKeys {
  private readonly known = new Map<string, Known>();

  /** @returns an answer that is given instead of doing anything */
  begin(key: string, params: string): Answer | undefined {
    const before = this.known.get(key);
    if (!before) {
      this.known.set(key, { params });
      return undefined;
    }
    if (before.params !== params) {
      return failure(
        400,
        'idempotency_error',
        undefined,
        'Keys for idempotent requests can only be used with the same parameters',
      );
    }
    return (
      before.answer ??
      failure(
        409,
        'idempotency_error',
        'idempotency_key_in_use',
        'There is another in-progress request with this key',
      )
    );
  }

  end(key: string, answer: Answer): void {
    const known = this.known.get(key);
    // What never began, Stripe does not remember.
    if (!known || answer.status === 429) this.known.delete(key);
    else known.answer = answer;
  }
}

function failure(status: number, type: string, code: string | undefined, message: string): Answer {
  return { status, body: { error: { type, ...(code ? { code } : {}), message } } };
}
