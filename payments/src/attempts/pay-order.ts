import { setTimeout as sleep } from 'node:timers/promises';
import {
  BadRequestError,
  NotAuthorizedError,
  NotFoundError,
  UnavailableError,
} from '@ticketing/common/errors';
import { PRICE_RANGE } from '@ticketing/common/money';
import type { Logger } from '@ticketing/common/observability';
import type { Outbox } from '@ticketing/common/outbox';
import { isUndecided } from '../domain/attempt-status';
import { decidePayable } from '../domain/payable';
import { ownRefusals, type Refusal } from '../domain/refusal';
import { Order, type OrderProjection } from '../models/order';
import type { Actor, PaymentRow } from '../models/payment';
import { type PaymentGateway, type Prepared, UnclearError } from '../stripe/gateway';
import { type AttemptStore, hashToken } from './attempt-store';
import { countOutcome } from './payment-metrics';
import { claimPlace } from './resold-places';
import type { Advanced, Settlement } from './settlement';

/** Who pays what with which card. */
export interface PayRequest {
  readonly orderId: string;
  readonly userId: string;
  /** `tok_…` or `pm_…`. */
  readonly token: string;
}

/** What paying works with. */
export interface PayOrderOptions {
  readonly store: AttemptStore;
  readonly outbox: Pick<Outbox, 'transaction'>;
  readonly settlement: Settlement;
  readonly gateway: PaymentGateway;
  readonly logger: Logger;
  /** How long one request to Stripe may take, in ms. */
  readonly providerTimeoutMs: number;
  readonly now?: () => Date;
}

/** Refusals of one order after which no further card is tried: who has that many is trying out stolen ones. */
export const MAX_ATTEMPTS_PER_ORDER = 20;
/** The most requests to Stripe before it knows an attempt: two, each of which the client may repeat once. */
const PREPARING_REQUESTS = 4;
const MARGIN_MS = 5_000;
const MAX_TRIES = 3;
/** How long paying waits until what is bought of its holder is surrendered, in ms; that is a matter of a moment. */
const SURRENDER_WAIT_MS = 1_000;
const POLL_EVERY_MS = 25;

const notPayable = {
  paid: 'This order is paid',
  cancelled: 'This order was cancelled; it can not be paid any more',
  expired: 'This order has expired; it can not be paid any more',
  'not-for-sale': 'Its holder no longer sells the ticket; nothing was charged',
  'not-surrendered': 'Its holder still has the ticket. Try again in a moment; nothing was charged',
} as const;

const codes = {
  paid: 'order_paid',
  cancelled: 'order_cancelled',
  expired: 'order_expired',
  'not-for-sale': 'not_for_sale',
  'not-surrendered': 'not_surrendered',
} as const;

/** Pays orders, each once. */
export class PayOrder {
  private readonly now: () => Date;

  constructor(private readonly options: PayOrderOptions) {
    this.now = options.now ?? (() => new Date());
  }

  /**
   * Charges the buyer's card for an order, or continues what was begun: while Stripe leaves an attempt open there is
   * no other, so paying twice at once charges once. The attempt is recorded before Stripe is asked and after.
   *
   * - `succeeded`: the money was taken;
   * - `requires_action`: the bank asks the buyer, the client secret lets the browser answer;
   * - undecided otherwise: Stripe gave no clear answer yet, or another request is being handled. The buyer must not
   *   have to guess whether to pay again, so this is no error: the payment is looked after, and can be asked for.
   *
   * @throws NotFoundError when the order is not known
   * @throws NotAuthorizedError when it is not the user's
   * @throws BadRequestError when it can not be paid, or the card was refused: then nothing was taken and the hold goes on
   * @throws UnavailableError when Stripe could not be reached before it was asked to charge: nothing was taken
   */
  async pay({ orderId, userId, token }: PayRequest): Promise<Advanced> {
    const order = await this.payableOrder(orderId, userId);
    const by: Actor = { id: userId, role: 'buyer' };
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const running = await this.options.store.findBlocking(orderId);
      if (running) {
        const resumed = await this.resume(running, token, by);
        if (resumed.payment.status !== 'refused') return resumed;
      }
      const payment = await this.begin(order, token);
      if (payment) return this.charge(payment, token, by);
      // Another request of the same moment was faster: its attempt is the one to continue.
    }
    throw unavailable();
  }

  private async begin(order: OrderProjection, token: string): Promise<PaymentRow | undefined> {
    const { store } = this.options;
    if ((await store.countTried(order._id)) >= MAX_ATTEMPTS_PER_ORDER) {
      throw new BadRequestError('Too many cards were refused for this order', {
        field: 'token',
        code: 'too_many_attempts',
      });
    }
    return store.open(order, token, this.after(PREPARING_REQUESTS));
  }

  private async payableOrder(orderId: string, userId: string): Promise<OrderProjection> {
    let order = await findOrder(orderId);
    let decision = await this.decide(order, userId);
    for (
      const until = performance.now() + SURRENDER_WAIT_MS;
      decision === 'not-surrendered' && performance.now() < until;
      decision = await this.decide(order, userId)
    ) {
      await sleep(POLL_EVERY_MS);
      order = await findOrder(orderId);
    }
    if (decision === 'payable') return order;
    if (decision === 'not-owner') throw new NotAuthorizedError();
    if (decision === 'unpayable')
      throw new BadRequestError(
        `Cards are charged ${PRICE_RANGE}, so this order can not be paid. Nothing was charged; cancel it`,
        { field: 'orderId', code: 'not_payable' },
      );
    throw new BadRequestError(notPayable[decision], {
      field: 'orderId',
      code: codes[decision],
    });
  }

  private async decide(order: OrderProjection, userId: string) {
    const decision = decidePayable(order, userId, this.now());
    if (decision !== 'payable' || order.surrendered === undefined) return decision;
    const claim = await claimPlace(this.options.outbox, order);
    return claim === 'claimed' ? decision : claim;
  }

  /** Continues an attempt of the order; a refused one leaves the way free for the next. */
  private async resume(payment: PaymentRow, token: string, by: Actor): Promise<Advanced> {
    if (!isUndecided(payment.status)) throw alreadyPaid();
    if (payment.status !== 'requires_action') return { payment };
    // With another card the buyer gives up on the bank's question.
    const close = payment.tokenHash === hashToken(token) ? undefined : ownRefusals.replaced;
    return this.options.settlement.advance(payment, { by, ...(close ? { close } : {}) });
  }

  private async charge(payment: PaymentRow, token: string, by: Actor): Promise<Advanced> {
    const prepared = await this.prepare(payment, token, by);
    if ('refusal' in prepared) throw await this.refuse(payment, prepared.refusal, by);
    const charging = await this.options.store.move(payment._id, 'charging', {
      from: 'created',
      by,
      set: { stripeId: prepared.intentId },
      // Looking at it sooner than the answer is there does no harm.
      checkAt: this.after(1),
    });
    // Stripe took so long that the attempt was given up meanwhile; it is not asked to charge.
    if (!charging) throw unavailable();
    const advanced = await this.options.settlement.advance(charging, {
      by,
      intent: { intentId: prepared.intentId, status: 'unconfirmed', refunded: false },
    });
    const { status, refusal } = advanced.payment;
    if (status === 'refused') throw refused(refusal ?? ownRefusals.abandoned);
    return advanced;
  }

  private async prepare(payment: PaymentRow, token: string, by: Actor): Promise<Prepared> {
    try {
      return await this.options.gateway.prepare({
        amountCents: payment.amountCents,
        currency: payment.currency,
        token,
        idempotencyKey: payment.idempotencyKey,
        description: `Order ${payment.orderId}`,
        metadata: { orderId: payment.orderId, paymentId: payment._id.toString() },
      });
    } catch (error) {
      if (!(error instanceof UnclearError)) throw error;
      this.options.logger.error(
        { err: error, orderId: payment.orderId },
        'the payment provider is not available',
      );
      await this.refuse(payment, ownRefusals.unavailable, by);
      throw unavailable();
    }
  }

  private async refuse(payment: PaymentRow, refusal: Refusal, by: Actor): Promise<BadRequestError> {
    const moved = await this.options.store.move(payment._id, 'refused', {
      from: 'created',
      by,
      reason: refusal.message,
      set: { refusal },
    });
    if (moved) countOutcome('refused');
    return refused(refusal);
  }

  /** When so many requests must have been answered or given up. */
  private after(requests: number): Date {
    return new Date(this.now().getTime() + requests * this.options.providerTimeoutMs + MARGIN_MS);
  }
}

/** @throws NotFoundError when it is not known */
async function findOrder(orderId: string): Promise<OrderProjection> {
  const order = await Order.findById(orderId).lean();
  if (!order) throw new NotFoundError('There is no such order');
  return order;
}

function refused({ code, message }: Refusal): BadRequestError {
  return new BadRequestError(message, { field: 'token', code });
}

function alreadyPaid(): BadRequestError {
  return new BadRequestError(notPayable.paid, { field: 'orderId', code: 'order_paid' });
}

function unavailable(): UnavailableError {
  const { code, message } = ownRefusals.unavailable;
  return new UnavailableError(message, { code }, 5);
}
