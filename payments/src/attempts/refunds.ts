import type { Logger } from '@ticketing/common/observability';
import { nextCheck } from '../domain/check-times';
import { type Actor, Payment, type PaymentRow, type RefundRecord } from '../models/payment';
import { type PaymentGateway, UnclearError } from '../stripe/gateway';
import type { AttemptStore, Move } from './attempt-store';
import type { BackgroundWork } from './background-work';
import { publishRefunded, toStripeId } from './payment-events';
import { refundFailures, refundsDone } from './payment-metrics';
import { refundableCents } from './resold-places';

/** Why somebody wants money given back. */
export interface RefundRequest {
  readonly by: Actor;
  /** In plain words: the buyer reads it. */
  readonly reason: string;
  /** When the reconciliation carries it out, if nobody did before; default in some seconds, for when who asked dies. */
  readonly checkAt?: Date | undefined;
  /** Whether all of it goes back though places were sold again: for money that nothing was given for. */
  readonly whole?: true;
  /** Stored together with the wish. */
  readonly within?: Move['within'];
}

/** What refunds work with. */
export interface RefundsOptions {
  readonly store: AttemptStore;
  readonly gateway: PaymentGateway;
  readonly background: BackgroundWork;
  readonly logger: Logger;
  readonly now?: () => Date;
}

/**
 * Gives charges back, each once, but for places that were sold again: the wish is recorded first and carried out until Stripe has done it, under a
 * key that makes asking twice the same as asking once.
 */
export class Refunds {
  private readonly now: () => Date;

  constructor(private readonly options: RefundsOptions) {
    this.now = options.now ?? (() => new Date());
  }

  /**
   * Records that a payment is to be given back. One for which that was recorded before stays as it is, as does one
   * that took no money.
   *
   * @throws ResoldError when all its places were sold again
   * @throws ResaleRunningError while one of them may be
   * @returns the payment as it is now, or `null` when there is none
   */
  async request(id: string, request: RefundRequest): Promise<PaymentRow | null> {
    const payment = await this.options.store.find(id);
    if (payment?.status !== 'succeeded') return payment;
    return (await this.begin(payment, request)) ?? this.options.store.find(id);
  }

  /** Asks Stripe for a refund that was recorded; when it gives no clear answer, it is asked again later. */
  async perform(payment: PaymentRow): Promise<PaymentRow> {
    const { gateway, store, logger } = this.options;
    const { refund } = payment;
    if (payment.status !== 'refunding' || !refund) return payment;
    const paymentId = payment._id.toString();
    try {
      const outcome = await gateway.refund(
        toStripeId(payment),
        refundKey(payment, refund),
        {
          paymentId,
          orderId: payment.orderId,
        },
        refund.amountCents,
      );
      if (outcome.status === 'accepted') return await this.finish(payment, refund, outcome.refundId);
      refundFailures.inc();
      logger.error({ paymentId, reason: outcome.reason }, 'the provider could not refund; it is asked again');
      await this.noteFailure(payment, outcome.reason ?? 'failed');
    } catch (error) {
      if (!(error instanceof UnclearError)) throw error;
      logger.warn({ err: error, paymentId }, 'a refund is not clear yet');
      await store.reschedule(payment, nextCheck(this.now(), payment.checks, Math.random()));
    }
    return (await store.find(payment._id)) ?? payment;
  }

  /** {@link perform}, without making the caller wait for Stripe. */
  performSoon(payment: PaymentRow): void {
    this.options.background.run('refund', () => this.perform(payment));
  }

  /** Records a refund that was made at Stripe, by a person in its dashboard. @returns `null` when it was recorded before */
  note(payment: PaymentRow): Promise<PaymentRow | null> {
    const by = { id: 'stripe', role: 'stripe' } as const;
    const now = this.now();
    const refund = { ...newRefund({ by, reason: 'Refunded by the platform' }, now), refundedAt: now };
    return this.record(payment, refund);
  }

  /** Gives back what a payment took that counts as refused. @returns `null` when that was begun before */
  async giveBackStray(payment: PaymentRow): Promise<PaymentRow | null> {
    const by = { id: 'reconciliation', role: 'reconciliation' } as const;
    const begun = await this.begin(payment, {
      by,
      reason: 'The card was charged after its payment had ended',
      whole: true,
    });
    if (begun) this.performSoon(begun);
    return begun;
  }

  private begin(payment: PaymentRow, request: RefundRequest): Promise<PaymentRow | null> {
    const now = this.now();
    return this.options.store.move(payment._id, 'refunding', {
      from: payment.status,
      by: request.by,
      reason: request.reason,
      set: { refund: newRefund(request, now) },
      checkAt: request.checkAt ?? nextCheck(now, 3, 1),
      within: async (tx, row) => {
        const amountCents = request.whole ? undefined : await refundableCents(tx, row);
        if (amountCents !== undefined && row.refund) {
          row.refund.amountCents = amountCents;
          const set = { 'refund.amountCents': amountCents };
          await Payment.updateOne({ _id: row._id }, { $set: set }, { session: tx.session });
        }
        await request.within?.(tx, row);
      },
    });
  }

  private async finish(payment: PaymentRow, refund: RefundRecord, stripeId: string): Promise<PaymentRow> {
    const done = await this.record(payment, { ...refund, stripeId, refundedAt: this.now() });
    return done ?? (await this.options.store.find(payment._id)) ?? payment;
  }

  private async record(payment: PaymentRow, refund: RefundRecord): Promise<PaymentRow | null> {
    const done = await this.options.store.move(payment._id, 'refunded', {
      from: payment.status,
      by: refund.by,
      reason: refund.reason,
      set: { refund },
      publish: publishRefunded,
    });
    if (done) refundsDone.inc({ by: refund.by.role });
    return done;
  }

  private async noteFailure(payment: PaymentRow, reason: string): Promise<void> {
    await Payment.updateOne(
      { _id: payment._id, status: 'refunding' },
      {
        $set: {
          'refund.lastFailure': reason,
          'refund.failures': (payment.refund?.failures ?? 0) + 1,
          checkAt: nextCheck(this.now(), payment.checks, Math.random()),
        },
        $inc: { checks: 1 },
      },
    );
  }
}

function newRefund({ by, reason }: RefundRequest, requestedAt: Date): RefundRecord {
  return { by, reason, requestedAt, failures: 0 };
}

/** As often an unclear answer is asked for again under the same key. */
const TRIES_PER_KEY = 3;

/**
 * Stripe repeats its first answer to a key for a day, a fault of its own included, so that the key changes in the
 * end. The whole amount Stripe gives back only once whatever the key; for a part the gateway looks for one that is there.
 */
function refundKey({ _id, checks }: PaymentRow, { failures }: RefundRecord): string {
  const number = failures + Math.floor(checks / TRIES_PER_KEY);
  return number === 0 ? `${_id.toString()}-refund` : `${_id.toString()}-refund-${number + 1}`;
}
