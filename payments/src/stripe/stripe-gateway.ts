import { histogram } from '@ticketing/common/observability';
import type Stripe from 'stripe';
import type { IntentState } from '../domain/settlement';
import { classifyStripeError, toFault } from './failure';
import {
  type ChargeRequest,
  LAST_REFUND,
  type PaymentGateway,
  type Prepared,
  type ProviderEvent,
  type RefundMetadata,
  type RefundState,
  SignatureError,
  UnclearError,
} from './gateway';
import { EXPAND, toIntentState } from './intent-state';

/** How long Stripe takes, by what was asked and how it ended. */
const providerSeconds = histogram(
  'payments_provider_request_seconds',
  'Time of a request to the payment provider',
  ['operation', 'outcome'],
);

/** Stripe through its own library. */
export class StripeGateway implements PaymentGateway {
  /** @param webhookSecret of the endpoint; without one no webhook is believed */
  constructor(
    private readonly stripe: Stripe,
    private readonly webhookSecret: string | undefined,
  ) {}

  async prepare({ token, idempotencyKey, ...request }: ChargeRequest): Promise<Prepared> {
    try {
      const method = await this.paymentMethod(token, idempotencyKey);
      const intent = await timed('prepare', () =>
        this.stripe.paymentIntents.create(
          {
            amount: request.amountCents,
            currency: request.currency,
            // A card answers at once. A debit takes days, and no hold lasts that long.
            allowed_payment_method_types: ['card'],
            payment_method: method,
            description: request.description,
            metadata: { ...request.metadata },
          },
          { idempotencyKey },
        ),
      );
      return { intentId: intent.id };
    } catch (error) {
      const failure = classifyStripeError(error);
      if (failure.kind === 'refused') return { refusal: failure.refusal };
      throw new UnclearError('prepare', toFault(error));
    }
  }

  async confirm(intentId: string, idempotencyKey: string): Promise<IntentState> {
    try {
      const intent = await timed('confirm', () =>
        this.stripe.paymentIntents.confirm(
          intentId,
          { use_stripe_sdk: true, expand: EXPAND },
          { idempotencyKey },
        ),
      );
      return toIntentState(intent);
    } catch (error) {
      const failure = classifyStripeError(error);
      if (failure.kind === 'state') return this.retrieve(intentId);
      if (failure.kind === 'unclear') throw new UnclearError('confirm', toFault(error));
      return { intentId, status: 'refused', refusal: failure.refusal, refunded: false };
    }
  }

  async retrieve(intentId: string): Promise<IntentState> {
    try {
      const intent = await timed('retrieve', () =>
        this.stripe.paymentIntents.retrieve(intentId, { expand: EXPAND }),
      );
      return toIntentState(intent);
    } catch (error) {
      throw new UnclearError('retrieve', toFault(error));
    }
  }

  async cancel(intentId: string): Promise<IntentState> {
    try {
      const intent = await timed('cancel', () =>
        this.stripe.paymentIntents.cancel(intentId, { cancellation_reason: 'abandoned', expand: EXPAND }),
      );
      return toIntentState(intent);
    } catch (error) {
      if (classifyStripeError(error).kind === 'state') return this.retrieve(intentId);
      throw new UnclearError('cancel', toFault(error));
    }
  }

  async refund(
    intentId: string,
    idempotencyKey: string,
    metadata: RefundMetadata,
    amountCents?: number,
  ): Promise<RefundState> {
    try {
      if (amountCents !== undefined) {
        // A part could be given back twice under two keys.
        const { data } = await timed('list-refunds', () =>
          this.stripe.refunds.list({ payment_intent: intentId, limit: 100 }),
        );
        const known = data.find((refund) => isRefund(refund.metadata ?? {}, metadata));
        if (known && toRefundState(known).status === 'accepted') return toRefundState(known);
      }
      const refund = await timed('refund', () =>
        this.stripe.refunds.create(
          {
            payment_intent: intentId,
            reason: 'requested_by_customer',
            metadata: { ...metadata },
            ...(amountCents !== undefined && { amount: amountCents }),
          },
          { idempotencyKey },
        ),
      );
      return toRefundState(refund);
    } catch (error) {
      const failure = classifyStripeError(error);
      if (failure.kind === 'state') return this.existingRefund(intentId);
      if (failure.kind === 'unclear') throw new UnclearError('refund', toFault(error));
      return { refundId: '', status: 'failed', reason: failure.refusal.code };
    }
  }

  readEvent(rawBody: Buffer, signature: string): ProviderEvent {
    if (!this.webhookSecret) throw new SignatureError('no webhook secret is configured');
    let event: Stripe.Event;
    try {
      event = this.stripe.webhooks.constructEvent(rawBody, signature, this.webhookSecret);
    } catch {
      throw new SignatureError('the signature does not fit the body');
    }
    const object = event.data.object as {
      object?: string;
      id?: string;
      /** Null where money was taken in another way, by an invoice or a charge of its own. */
      payment_intent?: string | { id: string } | null;
    };
    const related = object.object === 'payment_intent' ? object.id : (object.payment_intent ?? undefined);
    return { id: event.id, type: event.type, intentId: typeof related === 'object' ? related.id : related };
  }

  /** A `tok_…` becomes a payment method first; payments take nothing else. */
  private async paymentMethod(token: string, idempotencyKey: string): Promise<string> {
    if (!token.startsWith('tok_')) return token;
    const method = await timed('tokenize', () =>
      this.stripe.paymentMethods.create(
        { type: 'card', card: { token } },
        { idempotencyKey: `${idempotencyKey}-method` },
      ),
    );
    return method.id;
  }

  private async existingRefund(intentId: string): Promise<RefundState> {
    try {
      const { data } = await timed('list-refunds', () =>
        this.stripe.refunds.list({ payment_intent: intentId, limit: 1 }),
      );
      const [refund] = data;
      if (refund) return toRefundState(refund);
    } catch (error) {
      throw new UnclearError('refund', toFault(error));
    }
    return { refundId: '', status: 'failed', reason: 'charge_already_refunded' };
  }
}

/** Whether a refund at Stripe is that one; there was one of a payment before there were refunds of places. */
function isRefund(found: Stripe.Metadata, { paymentId, refundId }: RefundMetadata): boolean {
  return found['paymentId'] === paymentId && (found['refundId'] ?? LAST_REFUND) === refundId;
}

function toRefundState(refund: Stripe.Refund): RefundState {
  // `pending` is on its way; Stripe tells of the rare failure by a webhook.
  const failed = refund.status === 'failed' || refund.status === 'canceled';
  return {
    refundId: refund.id,
    status: failed ? 'failed' : 'accepted',
    reason: refund.failure_reason,
  };
}

async function timed<R>(operation: string, request: () => Promise<R>): Promise<R> {
  const end = providerSeconds.startTimer({ operation });
  try {
    const result = await request();
    end({ outcome: 'ok' });
    return result;
  } catch (error) {
    end({ outcome: classifyStripeError(error).kind });
    throw error;
  }
}
