import { LeasedTask, type LeasedTaskOptions } from '@ticketing/common/service';
import { nextCheck } from '../domain/check-times';
import { ownRefusals } from '../domain/refusal';
import { Payment, type PaymentRow } from '../models/payment';
import type { AttemptStore } from './attempt-store';
import type { CancelledShows } from './cancelled-shows';
import { countOutcome } from './payment-metrics';
import type { Refunds } from './refunds';
import type { Settlement } from './settlement';
import type { WebhookInbox } from './webhook-inbox';

/** What a reconciler works with. */
export interface ReconcilerOptions extends LeasedTaskOptions {
  readonly store: AttemptStore;
  readonly settlement: Settlement;
  readonly refunds: Refunds;
  readonly inbox: WebhookInbox;
  readonly cancelledShows: CancelledShows;
  /** Time between two turns, in ms; default 1,000. */
  readonly intervalMs?: number;
  readonly now?: () => Date;
}

const INTERVAL_MS = 1_000;
const BATCH = 200;
const AT_ONCE = 8;
const by = { id: 'reconciliation', role: 'reconciliation' } as const;

/**
 * Finds again what was left open: payments whose process died between Stripe's yes and our record of it, answers
 * that never came, banks that were never answered, refunds that are not done, payments of cancelled shows, webhooks that were not handled. One
 * replica does it at a time; that two do, when a lease passes on in the middle, changes nothing.
 */
export class Reconciler extends LeasedTask {
  private readonly now: () => Date;

  constructor(private readonly options: ReconcilerOptions) {
    super(options, options.intervalMs ?? INTERVAL_MS, 'payments could not be reconciled; the next turn will');
    this.now = options.now ?? (() => new Date());
  }

  /** Looks once after everything that is due. */
  protected async perform(): Promise<void> {
    const { inbox, cancelledShows } = this.options;
    await cancelledShows.requestRefunds();
    const due = await Payment.find({ checkAt: { $lte: this.now() } })
      .sort({ checkAt: 1 })
      .limit(BATCH)
      .lean();
    const work = async (): Promise<void> => {
      for (let next = due.shift(); next && !this.isStopped; next = due.shift()) {
        const payment = next;
        await this.look(payment).catch((error: unknown) => this.skip(payment, error));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (!this.isStopped) await inbox.handleLeftBehind(() => this.isStopped);
  }

  /** One payment that can not be looked at must not keep the others, nor the webhooks, from it: it is put off. */
  private async skip(payment: PaymentRow, error: unknown): Promise<void> {
    const { logger, store } = this.options;
    logger.error(
      { err: error, paymentId: payment._id },
      'a payment could not be reconciled; it is tried again later',
    );
    await store.reschedule(payment, nextCheck(this.now(), payment.checks, Math.random()));
  }

  private async look(payment: PaymentRow): Promise<void> {
    switch (payment.status) {
      case 'created':
        return this.abandon(payment);
      case 'charging':
      case 'unknown':
      case 'requires_action':
        await this.options.settlement.advance(payment, { by });
        return;
      case 'succeeded':
      case 'refunding':
        await this.options.refunds.perform(payment);
        return;
      default:
        await this.options.store.forget(payment);
    }
  }

  /** Stripe was never asked to charge, and is not asked any more: the buyer who wanted it is gone. */
  private async abandon({ _id }: PaymentRow): Promise<void> {
    const refusal = ownRefusals.abandoned;
    const set = { refusal };
    const moved = await this.options.store.move(_id, 'refused', {
      from: 'created',
      by,
      reason: refusal.message,
      set,
    });
    if (moved) countOutcome('refused');
  }
}
