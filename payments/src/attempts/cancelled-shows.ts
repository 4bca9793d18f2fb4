import type { Logger } from '@ticketing/common/observability';
import { nextCheck } from '../domain/check-times';
import { Payment, type PaymentRow } from '../models/payment';
import { Show, type ShowProjection } from '../models/show';
import { Ticket } from '../models/ticket';
import type { Refunds } from './refunds';
import { ResaleRunningError, ResoldError } from './resold-places';

/** How far the refunds of a cancelled show are. */
export interface RefundProgress {
  /** Payments that took money, given back or not. */
  readonly payments: number;
  readonly refunded: number;
  /** Whether nothing is left to give back. */
  readonly done: boolean;
}

const BATCH = 200;
/** An order may be completed after its show was cancelled, when orders hears of that late: shows are looked at for good. */
const LONGEST_MS = 3_600_000;
/** When a show is looked at again that could not be, in ms. */
const PUT_OFF_MS = 60_000;

/**
 * Records that the payments of cancelled shows are to be given back. The payments say which are done, so that a crash in
 * between, or two replicas at once, repeat nothing.
 */
export class CancelledShows {
  constructor(
    private readonly refunds: Pick<Refunds, 'request'>,
    private readonly logger: Logger,
    private readonly now: () => Date,
  ) {}

  /** Takes the next payments of each show that is due; the refunds themselves are the reconciliation's. */
  async requestRefunds(): Promise<void> {
    const due = await Show.find({ checkAt: { $lte: this.now() } })
      .sort({ checkAt: 1 })
      .limit(BATCH)
      .lean();
    for (const show of due) await this.requestNext(show).catch((error: unknown) => this.putOff(show, error));
  }

  async progress(showId: string): Promise<RefundProgress> {
    const show = await Show.findById(showId, { status: 1, checks: 1 }).lean();
    const counts = await Payment.aggregate<{ _id: PaymentRow['status']; count: number }>([
      {
        $match: {
          ...(await paidFor(showId)),
          status: { $in: ['succeeded', 'refunding', 'refunded'] },
          ...notResold,
        },
      },
      { $group: { _id: '$status', count: { $sum: 1 } } },
    ]);
    const payments = counts.reduce((sum, { count }) => sum + count, 0);
    const refunded = counts.find(({ _id }) => _id === 'refunded')?.count ?? 0;
    const isLookedAt = show?.status === 'cancelled' && (show.checks ?? 0) > 0;
    return { payments, refunded, done: isLookedAt && refunded === payments };
  }

  private async requestNext({
    _id,
    version,
    userId,
    cancelReason,
    checks = 0,
  }: ShowProjection): Promise<void> {
    const paid = Payment.collection.find(
      { ...(await paidFor(_id)), status: 'succeeded', ...notResold },
      { projection: { _id: 1 }, batchSize: BATCH },
    );
    const by = { id: userId, role: 'seller' } as const;
    const reason = cancelReason ? `The show was cancelled: ${cancelReason}` : 'The show was cancelled';
    let moved = 0;
    let waiting = 0;
    // Those that fail or wait stay, and must not keep the ones behind them.
    for await (const payment of paid) {
      const paymentId = payment._id.toString();
      try {
        await this.refunds.request(paymentId, { by, reason, checkAt: this.now() });
        moved += 1;
      } catch (error) {
        if (error instanceof ResoldError) {
          await Payment.updateOne({ _id: payment._id }, { $set: { resold: true } });
          moved += 1;
          // One that is being bought is decided soon, and comes up again.
        } else if (error instanceof ResaleRunningError) waiting += 1;
        else
          this.logger.error({ err: error, paymentId }, 'a refund could not be requested; it is tried again');
      }
      if (moved === BATCH) break;
    }
    const next = moved + waiting > 0 ? 0 : checks + 1;
    const checkAt = nextCheck(this.now(), next, Math.random(), LONGEST_MS);
    await Show.updateOne({ _id, version }, { $set: { checks: next, checkAt } });
  }

  /** One show that can not be looked at must not keep the others, nor the payments and webhooks, from it. */
  private async putOff({ _id, version }: ShowProjection, error: unknown): Promise<void> {
    this.logger.error(
      { err: error, showId: _id },
      'a cancelled show could not be refunded; it is tried later',
    );
    const checkAt = new Date(this.now().getTime() + PUT_OFF_MS);
    await Show.updateOne({ _id, version }, { $set: { checkAt } });
  }
}

/** What others have bought from its holder goes back to them. */
const notResold = { resold: { $ne: true } } as const;

/** The payments of orders with a ticket of the show. */
async function paidFor(showId: string) {
  const ids = await Ticket.distinct('_id', { showId });
  return { $or: [{ ticketId: { $in: ids } }, { ticketIds: { $in: ids } }] };
}
