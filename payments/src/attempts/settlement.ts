import { OrderStatus } from '@ticketing/common/contracts';
import { crashPoint } from '@ticketing/common/errors';
import type { Logger } from '@ticketing/common/observability';
import { nextCheck, nextPendingCheck } from '../domain/check-times';
import { isLive } from '../domain/payable';
import type { Refusal } from '../domain/refusal';
import {
  decideSettlement,
  type IntentState,
  pendingUntil,
  type SettlementContext,
  type SettlementStep,
} from '../domain/settlement';
import { Order } from '../models/order';
import type { Actor, PaymentRow } from '../models/payment';
import { type PaymentGateway, UnclearError } from '../stripe/gateway';
import type { AttemptStore } from './attempt-store';
import { publishCreated, publishPending, toStripeId } from './payment-events';
import { countOutcome } from './payment-metrics';
import type { Refunds } from './refunds';

/** What a settlement works with. */
export interface SettlementOptions {
  readonly store: AttemptStore;
  readonly gateway: PaymentGateway;
  readonly refunds: Refunds;
  readonly logger: Logger;
  /** How long a hold waits for a bank, in seconds; at most ten minutes. */
  readonly pendingSeconds: number;
  readonly now?: () => Date;
}

/** How settling is begun. */
export interface AdvanceOptions {
  /** Who causes it, for the audit trail. */
  readonly by: Actor;
  /** What Stripe has, when that is known already. */
  readonly intent?: IntentState;
  /** Ends an attempt that waits for the bank, for this reason. */
  readonly close?: Refusal;
}

/** Where an attempt stands after settling. */
export interface Advanced {
  readonly payment: PaymentRow;
  /** For the buyer's browser, while the bank asks. */
  readonly clientSecret?: string | undefined;
  /** Whether Stripe gave no clear answer. */
  readonly unclear?: boolean;
}

/** More steps than any way through the decisions takes. */
const MAX_STEPS = 6;

/**
 * Brings an attempt to where Stripe has it. The request that pays, Stripe's webhooks and the reconciliation all come
 * here, at the same time and in any order if need be: what Stripe has is read again each time, each step is taken by
 * one of them only, and Stripe is asked under keys that make asking twice the same as asking once.
 */
export class Settlement {
  private readonly now: () => Date;

  constructor(private readonly options: SettlementOptions) {
    this.now = options.now ?? (() => new Date());
  }

  /**
   * Never rejects because Stripe gave no clear answer: the attempt stays undecided then and is looked after later.
   *
   * @param payment one that Stripe knows
   */
  async advance(payment: PaymentRow, options: AdvanceOptions): Promise<Advanced> {
    try {
      return await this.settle(payment, options);
    } catch (error) {
      if (!(error instanceof UnclearError)) throw error;
      this.options.logger.warn(
        { err: error, paymentId: payment._id, orderId: payment.orderId },
        'still undecided',
      );
      return { payment: await this.markUnknown(payment, options.by), unclear: true };
    }
  }

  private async settle(found: PaymentRow, { by, intent: known, close }: AdvanceOptions): Promise<Advanced> {
    const { gateway, store } = this.options;
    const intentId = toStripeId(found);
    let payment = found;
    let intent = known ?? (await gateway.retrieve(intentId));
    let refusal: Refusal | undefined;
    if (close && intent.status === 'requires_action') {
      refusal = close;
      intent = await gateway.cancel(intentId);
    }
    for (let steps = 0; steps < MAX_STEPS; steps += 1) {
      const step = decideSettlement(payment, intent, await this.loadContext(payment), refusal);
      if (step.kind === 'confirm') {
        intent = await gateway.confirm(intentId, confirmKey(payment));
        if (intent.status === 'succeeded') crashPoint('payment:charged');
      } else if (step.kind === 'cancel') {
        refusal = step.refusal;
        intent = await gateway.cancel(intentId);
      } else if (step.kind === 'wait') {
        await this.reschedule(payment);
        return { payment, clientSecret: intent.clientSecret };
      } else if (step.kind === 'none') {
        return { payment };
      } else {
        const moved = await this.record(payment, step, by);
        if (moved) return { payment: moved, clientSecret: intent.clientSecret };
        payment = (await store.find(payment._id)) ?? payment;
      }
    }
    await this.reschedule(payment);
    return { payment };
  }

  /** @returns `null` when somebody else was faster */
  private async record(payment: PaymentRow, step: SettlementStep, by: Actor): Promise<PaymentRow | null> {
    const { store, refunds, logger } = this.options;
    const { _id, status: from } = payment;
    let moved: PaymentRow | null;
    switch (step.kind) {
      case 'succeed':
        moved = await store.move(_id, 'succeeded', { from, by, publish: publishCreated });
        break;
      case 'refuse':
        moved = await store.move(_id, 'refused', {
          from,
          by,
          reason: step.refusal.message,
          set: { refusal: step.refusal },
        });
        break;
      case 'pend': {
        const until = pendingUntil(this.now(), this.options.pendingSeconds);
        const checkAt = nextPendingCheck(this.now(), until);
        moved = await store.move(_id, 'requires_action', {
          from,
          by,
          set: { until },
          checkAt,
          publish: publishPending,
        });
        break;
      }
      case 'note-refund':
        return refunds.note(payment);
      case 'stray':
        logger.error({ paymentId: _id, stripeId: payment.stripeId }, 'money was taken by a refused payment');
        return refunds.giveBackStray(payment);
      default:
        return payment;
    }
    if (moved) countOutcome(moved.status);
    return moved;
  }

  private async loadContext(payment: PaymentRow): Promise<SettlementContext> {
    const now = this.now();
    const order = await Order.findById(payment.orderId).lean();
    const ended = order?.status === OrderStatus.Cancelled || order?.status === OrderStatus.Complete;
    return { now, orderLive: order !== null && isLive(order, now), orderEnded: ended };
  }

  private async reschedule(payment: PaymentRow): Promise<void> {
    const now = this.now();
    const checkAt = payment.until
      ? nextPendingCheck(now, payment.until)
      : nextCheck(now, payment.checks, Math.random());
    await this.options.store.reschedule(payment, checkAt);
  }

  /** Notes that Stripe gave no clear answer. */
  private async markUnknown(payment: PaymentRow, by: Actor): Promise<PaymentRow> {
    const { store } = this.options;
    const current = (await store.find(payment._id)) ?? payment;
    if (current.status !== 'charging') {
      if (current.checkAt) await this.reschedule(current);
      return current;
    }
    const checkAt = nextCheck(this.now(), 0, Math.random());
    const moved = await store.move(current._id, 'unknown', { from: 'charging', by, checkAt });
    if (moved) countOutcome('unknown');
    return moved ?? (await store.find(current._id)) ?? current;
  }
}

/**
 * Stripe repeats its first answer to a key for a day, a fault of its own included; who asks again after an unclear
 * answer needs another key. It is the payment at Stripe, not the key, that can be charged only once.
 */
function confirmKey({ idempotencyKey, status, checks }: PaymentRow): string {
  return status === 'unknown' ? `${idempotencyKey}-confirm-${checks + 2}` : `${idempotencyKey}-confirm`;
}
