import { placeKey } from '@ticketing/common/contracts';
import type { Logger } from '@ticketing/common/observability';
import type { Transaction } from '@ticketing/common/outbox';
import { nextCheck } from '../domain/check-times';
import type { WantedPlaces } from '../domain/refund-places';
import { type Actor, Payment, type PaymentRow, type PlaceRefund, type RefundRecord } from '../models/payment';
import { LAST_REFUND, type PaymentGateway, UnclearError } from '../stripe/gateway';
import type { AttemptStore } from './attempt-store';
import type { BackgroundWork } from './background-work';
import { choosePaidPlaces, nextPlaceRefund } from './paid-places';
import { publishPlacesRefunded, publishRefunded, toStripeId } from './payment-events';
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
  /** Stored together with the wish. @param refund what was recorded */
  readonly within?: (tx: Transaction, payment: PaymentRow, refund: RefundRecord) => Promise<void>;
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
 * Gives charges back, or what was paid for some places, each once, but for places that were sold again: the wish is recorded
 * first and carried out until Stripe has done it, under a key that makes asking twice the same as asking once.
 */
export class Refunds {
  private readonly now: () => Date;

  constructor(private readonly options: RefundsOptions) {
    this.now = options.now ?? (() => new Date());
  }

  /**
   * Records that a payment is to be given back, or what is left of it. One for which that was recorded before stays as it
   * is, as does one that took no money.
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

  /**
   * Records that what was paid for some places is to be given back; with the last of them, what is left of the payment.
   * Places for which that was recorded before stay as they are.
   *
   * @throws what {@link choosePaidPlaces} does
   * @returns the payment as it is now, or `null` when there is none
   */
  requestPlaces(
    id: string,
    wanted: readonly WantedPlaces[],
    request: RefundRequest,
  ): Promise<PaymentRow | null> {
    return this.options.store.transaction(async (tx) => {
      const { session } = tx;
      const payment = await Payment.findById(id).session(session).lean();
      if (payment?.status !== 'succeeded') return payment;
      const { places, isRest } = await choosePaidPlaces(payment, wanted, session);
      if (places.length === 0) return payment;
      if (isRest) return this.begin(payment, request, tx);
      const now = this.now();
      const refund: PlaceRefund = {
        ...newRefund(request, now),
        id: (payment.placeRefunds?.length ?? 0) + 1,
        amountCents: places.reduce((sum, { cents }) => sum + cents, 0),
        places: places.map(({ ticketId, place, seat }) => ({ ticketId, place, ...(seat && { seat }) })),
      };
      const recorded = await Payment.findByIdAndUpdate(
        id,
        {
          $push: { placeRefunds: refund, refundedPlaces: { $each: places.map(placeKey) } },
          $set: { checkAt: request.checkAt ?? nextCheck(now, 3, 1), checks: 0 },
        },
        { session, returnDocument: 'after' },
      ).lean();
      await request.within?.(tx, payment, refund);
      return recorded;
    });
  }

  /** Asks Stripe for the refunds that were recorded; when it gives no clear answer, it is asked again later. */
  async perform(payment: PaymentRow): Promise<PaymentRow> {
    for (let current = payment; ;) {
      const isOpen = current.status === 'succeeded' || current.status === 'refunding';
      const places = isOpen ? nextPlaceRefund(current) : undefined;
      const refund = places ?? (current.status === 'refunding' ? current.refund : undefined);
      if (!refund) {
        if (current.status === 'succeeded' && current.checkAt) await this.options.store.forget(current);
        return current;
      }
      const stripeId = await this.ask(current, refund, places);
      if (stripeId === undefined) return this.reload(current);
      const given = { stripeId, refundedAt: this.now() };
      const done = places
        ? await this.recordPlaces(current, { ...places, ...given })
        : await this.record(current, { ...refund, ...given });
      current = done ?? (await this.reload(current));
    }
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
    const given = (payment.placeRefunds ?? []).filter(({ refundedAt }) => refundedAt);
    const left = given.reduce((cents, { amountCents }) => cents - amountCents, payment.amountCents);
    return this.record(payment, given.length > 0 ? { ...refund, amountCents: left } : refund);
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

  /** @param running the transaction that has read the payment, if there is one */
  private begin(
    payment: PaymentRow,
    request: RefundRequest,
    running?: Transaction,
  ): Promise<PaymentRow | null> {
    const now = this.now();
    return this.options.store.move(payment._id, 'refunding', {
      from: payment.status,
      by: request.by,
      reason: request.reason,
      set: { refund: newRefund(request, now) },
      checkAt: request.checkAt ?? nextCheck(now, 3, 1),
      tx: running,
      within: async (tx, row) => {
        const amountCents = request.whole ? undefined : await refundableCents(tx, row);
        if (amountCents !== undefined && row.refund) {
          row.refund.amountCents = amountCents;
          const set = { 'refund.amountCents': amountCents };
          await Payment.updateOne({ _id: row._id }, { $set: set }, { session: tx.session });
        }
        if (row.refund) await request.within?.(tx, row, row.refund);
      },
    });
  }

  /** @returns Stripe's id of the refund; `undefined` when it is to be asked again later */
  private async ask(
    payment: PaymentRow,
    refund: RefundRecord,
    places: PlaceRefund | undefined,
  ): Promise<string | undefined> {
    const { gateway, store, logger } = this.options;
    const paymentId = payment._id.toString();
    try {
      const outcome = await gateway.refund(
        toStripeId(payment),
        refundKey(payment, refund, places),
        {
          paymentId,
          orderId: payment.orderId,
          refundId: places ? String(places.id) : LAST_REFUND,
        },
        refund.amountCents,
      );
      if (outcome.status === 'accepted') return outcome.refundId;
      refundFailures.inc();
      logger.error({ paymentId, reason: outcome.reason }, 'the provider could not refund; it is asked again');
      await this.noteFailure(payment, outcome.reason ?? 'failed', places);
    } catch (error) {
      if (!(error instanceof UnclearError)) throw error;
      logger.warn({ err: error, paymentId }, 'a refund is not clear yet');
      await store.reschedule(payment, nextCheck(this.now(), payment.checks, Math.random()));
    }
    return undefined;
  }

  private async reload(payment: PaymentRow): Promise<PaymentRow> {
    return (await this.options.store.find(payment._id)) ?? payment;
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

  /** @returns `null` when it was recorded before, or all of the payment was given back meanwhile */
  private async recordPlaces(
    { _id }: PaymentRow,
    { id, stripeId, refundedAt, ...refund }: PlaceRefund,
  ): Promise<PaymentRow | null> {
    const done = await this.options.store.transaction(async (tx) => {
      const recorded = await Payment.findOneAndUpdate(
        {
          _id,
          status: { $in: ['succeeded', 'refunding'] },
          placeRefunds: { $elemMatch: { id, refundedAt: { $exists: false } } },
        },
        {
          $set: { 'placeRefunds.$.stripeId': stripeId, 'placeRefunds.$.refundedAt': refundedAt },
          $inc: { version: 1 },
        },
        { session: tx.session, returnDocument: 'after' },
      ).lean();
      if (recorded) await publishPlacesRefunded(tx, recorded, { id, ...refund });
      return recorded;
    });
    if (done) refundsDone.inc({ by: refund.by.role });
    return done;
  }

  private async noteFailure(
    { _id, status, checks, refund }: PaymentRow,
    reason: string,
    places: PlaceRefund | undefined,
  ): Promise<void> {
    const path = places ? 'placeRefunds.$' : 'refund';
    await Payment.updateOne(
      { _id, status, ...(places && { 'placeRefunds.id': places.id }) },
      {
        $set: {
          [`${path}.lastFailure`]: reason,
          [`${path}.failures`]: ((places ?? refund)?.failures ?? 0) + 1,
          checkAt: nextCheck(this.now(), checks, Math.random()),
        },
        $inc: { checks: 1 },
      },
    );
  }
}

function newRefund({ by, reason }: Pick<RefundRequest, 'by' | 'reason'>, requestedAt: Date): RefundRecord {
  return { by, reason, requestedAt, failures: 0 };
}

/** As often an unclear answer is asked for again under the same key. */
const TRIES_PER_KEY = 3;

/**
 * Stripe repeats its first answer to a key for a day, a fault of its own included, so that the key changes in the
 * end. The whole amount Stripe gives back only once whatever the key; for a part the gateway looks for one that is there.
 */
function refundKey(
  { _id, checks }: PaymentRow,
  { failures }: RefundRecord,
  places: PlaceRefund | undefined,
): string {
  const number = failures + Math.floor(checks / TRIES_PER_KEY);
  const name = `${_id.toString()}-refund${places ? `-of-places-${places.id}` : ''}`;
  return number === 0 ? name : `${name}-${number + 1}`;
}
