import { createHash } from 'node:crypto';
import { isDuplicateKey } from '@ticketing/common/errors';
import { CURRENCY, toCents } from '@ticketing/common/money';
import type { Outbox, Transaction } from '@ticketing/common/outbox';
import mongoose from 'mongoose';
import { type AttemptStatus, blocksOthers, canMove } from '../domain/attempt-status';
import { ownRefusals } from '../domain/refusal';
import type { OrderProjection } from '../models/order';
import { type Actor, Payment, type PaymentRow } from '../models/payment';

/** A step of an attempt to another status. */
export interface Move {
  readonly by: Actor;
  /** For the audit trail. */
  readonly reason?: string | undefined;
  /** What else becomes known with it. */
  readonly set?: Partial<PaymentRow>;
  /** When to look after the attempt by ourselves; never, when not given. */
  readonly checkAt?: Date | undefined;
  /** The status the attempt was seen in. */
  readonly from: AttemptStatus;
  /** Tells of the step, in the same transaction. @param version of the event */
  readonly publish?: (tx: Transaction, payment: PaymentRow, version: number) => Promise<void>;
  /** The transaction that it is part of; one of its own, if not given. */
  readonly tx?: Transaction | undefined;
  /** What else is stored with the step. */
  readonly within?: ((tx: Transaction, payment: PaymentRow) => Promise<void>) | undefined;
}

const OPEN_TRIES = 5;

/** The attempts to pay, each step of which is taken once, whoever else tries at the same time. */
export class AttemptStore {
  constructor(
    private readonly outbox: Pick<Outbox, 'transaction'>,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /**
   * Records a new attempt for an order.
   *
   * @returns `undefined` when another attempt is undecided or took the money
   */
  async open(order: OrderProjection, token: string, checkAt: Date): Promise<PaymentRow | undefined> {
    const at = this.now();
    for (let tries = 0; tries < OPEN_TRIES; tries += 1) {
      if (await this.findBlocking(order._id)) return undefined;
      const attempt = (await this.countAttempts(order._id)) + 1;
      try {
        const [created] = await Payment.create([
          {
            orderId: order._id,
            ticketId: order.ticketId,
            ticketIds: order.ticketIds,
            userId: order.userId,
            attempt,
            idempotencyKey: `${order._id}-${attempt}`,
            amountCents: toCents(order.price),
            currency: order.currency ?? CURRENCY,
            tokenHash: hashToken(token),
            status: 'created',
            blocking: true,
            checkAt,
            history: [{ at, status: 'created', by: { id: order.userId, role: 'buyer' } }],
            createdAt: at,
          },
        ]);
        return created?.toObject();
      } catch (error) {
        // Another request of the same moment: either its attempt blocks this one, or it is over already.
        if (!isDuplicateKey(error)) throw error;
      }
    }
    return undefined;
  }

  /** How many attempts an order has had. */
  private async countAttempts(orderId: string): Promise<number> {
    const last = await Payment.findOne({ orderId }, { attempt: 1 }, { sort: { attempt: -1 } }).lean();
    return last?.attempt ?? 0;
  }

  /** How many attempts of an order Stripe heard of. One that it could not be told of says nothing of the card. */
  countTried(orderId: string): Promise<number> {
    return Payment.countDocuments({ orderId, 'refusal.code': { $ne: ownRefusals.unavailable.code } });
  }

  /** The attempt of an order that is undecided or took its money. */
  findBlocking(orderId: string): Promise<PaymentRow | null> {
    return Payment.findOne({ orderId, blocking: true }).lean();
  }

  find(id: string | mongoose.Types.ObjectId): Promise<PaymentRow | null> {
    return mongoose.isValidObjectId(id) ? Payment.findById(id).lean() : Promise.resolve(null);
  }

  /**
   * Takes a step, if the attempt is still in the status it was seen in.
   *
   * @returns `null` when somebody else took a step first; nothing was changed or published then
   * @throws Error when there is no such step
   */
  async move(
    id: mongoose.Types.ObjectId,
    to: AttemptStatus,
    { from, by, reason, set, checkAt, publish, within, tx: running }: Move,
  ): Promise<PaymentRow | null> {
    if (!canMove(from, to)) throw new Error(`a payment does not go from ${from} to ${to}`);
    const update = {
      $set: {
        ...set,
        status: to,
        checks: 0,
        ...(blocksOthers(to) ? {} : { blocking: false }),
        ...(checkAt ? { checkAt } : {}),
      },
      ...(checkAt ? {} : { $unset: { checkAt: 1 } }),
      $push: { history: { at: this.now(), status: to, by, reason } },
    };
    const step = (inc: number, session?: mongoose.ClientSession) =>
      Payment.findOneAndUpdate(
        { _id: id, status: from },
        { ...update, $inc: { version: inc } },
        { returnDocument: 'after', ...(session ? { session } : {}) },
      ).lean();
    const stepIn = async (tx: Transaction) => {
      const moved = await step(publish ? 1 : 0, tx.session);
      if (moved) await publish?.(tx, moved, moved.version - 1);
      if (moved) await within?.(tx, moved);
      return moved;
    };
    if (running) return stepIn(running);
    return publish || within ? this.transaction(stepIn) : step(0);
  }

  /** Runs work in a transaction; see {@link Outbox.transaction}. */
  transaction<R>(work: (tx: Transaction) => Promise<R>): Promise<R> {
    return this.outbox.transaction(work);
  }

  /** Notes when to look after an attempt again, as long as it stays in its status. */
  async reschedule({ _id, status }: PaymentRow, checkAt: Date): Promise<void> {
    await Payment.updateOne({ _id, status }, { $set: { checkAt }, $inc: { checks: 1 } });
  }

  /** Notes that nothing is left to do about an attempt, as long as it stays in its status. */
  async forget({ _id, status }: PaymentRow): Promise<void> {
    const isOpen = { $elemMatch: { refundedAt: { $exists: false } } };
    await Payment.updateOne({ _id, status, placeRefunds: { $not: isOpen } }, { $unset: { checkAt: 1 } });
  }

  /** Has the payments of an order looked after at once that wait for an answer of the bank or of Stripe. */
  async checkSoon(orderId: string): Promise<void> {
    await Payment.updateMany(
      { orderId, status: { $in: ['requires_action', 'unknown'] } },
      { $set: { checkAt: this.now() } },
    );
  }
}

/** Tells equal tokens from others without keeping them. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
