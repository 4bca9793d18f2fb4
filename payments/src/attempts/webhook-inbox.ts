import { isDuplicateKey } from '@ticketing/common/errors';
import type { Logger } from '@ticketing/common/observability';
import { Payment } from '../models/payment';
import { StripeEvent, type StripeEventRow } from '../models/stripe-event';
import type { ProviderEvent } from '../stripe/gateway';
import type { BackgroundWork } from './background-work';
import { refundFailures, webhookEvents } from './payment-metrics';
import type { Settlement } from './settlement';

/** What became of a webhook. */
export type Accepted = 'new' | 'repeated' | 'ignored';

/** What the inbox works with. */
export interface WebhookInboxOptions {
  readonly settlement: Settlement;
  readonly background: BackgroundWork;
  readonly logger: Logger;
  readonly now?: () => Date;
}

/** The kinds that can tell something new of a payment. */
const relevant = new Set([
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.requires_action',
  'payment_intent.processing',
  'payment_intent.canceled',
  'charge.refunded',
  'refund.failed',
]);

/** Who accepted an event handles it at once; after this many ms it is taken for left behind. */
const LEFT_BEHIND_MS = 5_000;
/** Events read at once. */
const BATCH = 20;

/**
 * Stripe's events, each stored before it is acknowledged and known by its id when it is repeated. An event only says
 * that something happened: what, is read from Stripe, so their order does not matter.
 */
export class WebhookInbox {
  private readonly now: () => Date;

  constructor(private readonly options: WebhookInboxOptions) {
    this.now = options.now ?? (() => new Date());
  }

  /** Stores an event and has it handled soon. Once this resolves, Stripe need not send it again. */
  async accept({ id, type, intentId }: ProviderEvent): Promise<Accepted> {
    const outcome = await this.store(id, type, intentId);
    webhookEvents.inc({ outcome });
    return outcome;
  }

  /** Handles what a process left behind that died or could not reach Stripe. @param isStopped asked before each */
  async handleLeftBehind(isStopped = () => false): Promise<void> {
    const before = new Date(this.now().getTime() - LEFT_BEHIND_MS);
    const left = StripeEvent.find({ handledAt: null, receivedAt: { $lt: before } })
      .sort({ receivedAt: 1 })
      .lean()
      .cursor({ batchSize: BATCH });
    for await (const event of left) {
      if (isStopped()) return;
      try {
        await this.handle(event);
      } catch (error) {
        // The others must not wait behind it; it stays and comes up again.
        this.options.logger.error({ err: error, event: event._id }, 'a webhook could not be handled');
      }
    }
  }

  private async store(id: string, type: string, intentId: string | undefined): Promise<Accepted> {
    if (!intentId || !relevant.has(type)) return 'ignored';
    const row: StripeEventRow = { _id: id, type, intentId, receivedAt: this.now() };
    try {
      await StripeEvent.collection.insertOne(row as never);
    } catch (error) {
      if (isDuplicateKey(error)) return 'repeated';
      throw error;
    }
    this.options.background.run('webhook', () => this.handle(row));
    return 'new';
  }

  private async handle({ _id, type, intentId }: StripeEventRow): Promise<void> {
    // A payment that is not ours: the account at Stripe may have other uses.
    const payment = await Payment.findOne({ stripeId: intentId }).lean();
    if (payment) {
      if (type === 'refund.failed') this.noteFailedRefund(payment._id.toString());
      const by = { id: _id, role: 'stripe' } as const;
      const { unclear } = await this.options.settlement.advance(payment, { by });
      if (unclear) return;
    }
    await StripeEvent.updateOne({ _id }, { $set: { handledAt: this.now() } });
  }

  /** Stripe took the refund and the bank sent it back: only a person can find another way to the buyer. */
  private noteFailedRefund(paymentId: string): void {
    refundFailures.inc();
    this.options.logger.error({ paymentId }, 'the bank sent a refund back');
  }
}
