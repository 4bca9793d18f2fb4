import type { Refusal } from '../domain/refusal';
import type { IntentState } from '../domain/settlement';

/** A charge to be prepared. */
export interface ChargeRequest {
  /** In the currency's smallest unit. */
  readonly amountCents: number;
  readonly currency: string;
  /** `tok_…` or `pm_…`, made by Stripe from card data that never came here. */
  readonly token: string;
  /** `<orderId>-<attempt>`. */
  readonly idempotencyKey: string;
  /** For the buyer's statement and receipts. */
  readonly description: string;
  /** For a person who looks at the payment in Stripe's dashboard. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Stripe knows the payment, or will not have it. */
export type Prepared = { readonly intentId: string } | { readonly refusal: Refusal };

/** Money on its way back. `failed`: it stays where it is. */
export interface RefundState {
  readonly refundId: string;
  readonly status: 'accepted' | 'failed';
  readonly reason?: string | undefined;
}

/** What a refund is known by at the provider. */
export interface RefundMetadata {
  readonly paymentId: string;
  readonly orderId: string;
  /** Which of the payment's refunds. */
  readonly refundId: string;
}

/** That of the refund of a whole payment, or of all that was left of it. */
export const LAST_REFUND = 'last';

/** An event that Stripe vouches for. */
export interface ProviderEvent {
  readonly id: string;
  readonly type: string;
  /** The payment it is about, if it is about one. */
  readonly intentId?: string | undefined;
}

/**
 * What payments needs of a payment provider. Charging takes two steps, so that it is always known which payment at
 * the provider a charge would be: one that was only prepared is never charged, and one that was confirmed can be
 * looked up and closed.
 *
 * Every method rejects with {@link UnclearError} when the provider gave no clear answer.
 */
export interface PaymentGateway {
  /** Makes the payment known; charges nothing. The same key gives the same payment. */
  prepare(request: ChargeRequest): Promise<Prepared>;
  /** Charges a prepared payment. The same payment is never charged twice. */
  confirm(intentId: string, idempotencyKey: string): Promise<IntentState>;
  retrieve(intentId: string): Promise<IntentState>;
  /** Closes a payment for good, if it is not decided already; tells what it is then. */
  cancel(intentId: string): Promise<IntentState>;
  /**
   * Gives the whole charge back, or so much of it. The same key gives the same refund; a refund there is already is told: of
   * a part, one with the same `refundId`.
   */
  refund(
    intentId: string,
    idempotencyKey: string,
    metadata: RefundMetadata,
    amountCents?: number,
  ): Promise<RefundState>;
  /** @throws SignatureError when the body does not come from the provider */
  readEvent(rawBody: Buffer, signature: string): ProviderEvent;
}

/** What may be told of an error of the provider's: never the request or the payment, which have secrets in them. */
export interface ProviderFault {
  readonly type: string;
  readonly code?: string | undefined;
  readonly statusCode?: number | undefined;
  /** For a question to the provider's support. */
  readonly requestId?: string | undefined;
}

/** The provider could not be reached, did not answer in time, or did not say yes or no. */
export class UnclearError extends Error {
  override readonly name = 'UnclearError';

  constructor(
    readonly operation: string,
    readonly fault: ProviderFault,
  ) {
    super(`the payment provider gave no clear answer to ${operation}`);
  }
}

/** A webhook's signature is missing, wrong or too old. */
export class SignatureError extends Error {
  override readonly name = 'SignatureError';
}
