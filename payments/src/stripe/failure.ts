import Stripe from 'stripe';
import { type Refusal, toRefusal } from '../domain/refusal';
import type { ProviderFault } from './gateway';

/**
 * What an error of Stripe's says about the request it answers.
 * - `refused`: not carried out, and it would not be the next time.
 * - `state`: the payment is not in a state for it: it has to be looked at.
 * - `unclear`: it may or may not have been carried out, or may be later: no answer, a fault of Stripe's, too many
 *   requests, the same key in use, or a key of ours that Stripe does not accept.
 *
 * See https://docs.stripe.com/error-low-level
 */
export type StripeFailure =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'state' }
  | { readonly kind: 'unclear' };

const stateCodes = new Set(['payment_intent_unexpected_state', 'charge_already_refunded']);
const laterCodes = new Set(['lock_timeout', 'idempotency_key_in_use', 'rate_limit']);

/** Sorts what the client library threw. */
export function classifyStripeError(error: unknown): StripeFailure {
  if (!(error instanceof Stripe.errors.StripeError)) return { kind: 'unclear' };
  const { code, statusCode } = error;
  if (error instanceof Stripe.errors.StripeIdempotencyError || (code && laterCodes.has(code))) {
    return { kind: 'unclear' };
  }
  if (code && stateCodes.has(code)) return { kind: 'state' };
  if (statusCode === 400 || statusCode === 402 || statusCode === 404) {
    const { rawType: type, decline_code: declineCode, message } = error;
    return { kind: 'refused', refusal: toRefusal({ type, code, declineCode, message }) };
  }
  return { kind: 'unclear' };
}

/** What of it may be logged. */
export function toFault(error: unknown): ProviderFault {
  if (!(error instanceof Stripe.errors.StripeError)) return { type: 'unknown' };
  const { type, code, statusCode, requestId } = error;
  return { type, code, statusCode, requestId };
}
