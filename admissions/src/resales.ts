import type { OrderCompletedEvent, OrderCreatedEvent } from '@ticketing/common/contracts';
import { BadRequestError, ConflictError, NotFoundError } from '@ticketing/common/errors';
import { GapError } from '@ticketing/common/messaging';
import { CURRENCY, isPrice, PRICE_RANGE } from '@ticketing/common/money';
import type { Outbox, Transaction } from '@ticketing/common/outbox';
import mongoose from 'mongoose';
import { changeAll, doorTurn, issueAll } from './change-admissions';
import { changeResale, completeResale, createResale } from './change-resales';
import type { Codes } from './codes';
import { admissionId } from './domain/issue';
import { decideListing, isOver, resaleCap } from './domain/resale';
import { ResaleRefusedPublisher } from './events/publishers';
import { Admission, type AdmissionFields } from './models/admission';
import { OrderVersion, Show, type ShowFields, takeVersion, Ticket } from './models/known';
import type { ResaleFields } from './models/resale';

/** What resales work with. */
export interface ResaleDependencies {
  readonly outbox: Outbox;
  readonly codes: Codes;
  readonly now: () => Date;
}

/** What an admission may cost when it is sold again. */
export interface ResaleTerms {
  /** The most, in units of the currency. */
  readonly cap: number;
  readonly currency: string;
}

const refusals = {
  'already-listed': () => new ConflictError('It is for sale already', { code: 'already_listed' }),
  'not-valid': () => new ConflictError('The admission was used or is void', { code: 'not_valid' }),
  'being-bought': () => new ConflictError('Somebody is buying it', { code: 'being_bought' }),
  over: () => new ConflictError('The show is over', { code: 'show_over' }),
};

/**
 * Admissions that their holders sell again. Door, taker, withdrawal and buyer decide on the admission's one row, each in a
 * transaction that begins again when another was first.
 */
export class Resales {
  constructor(private readonly dependencies: ResaleDependencies) {}

  /**
   * Puts an admission up for sale; its code stays good until an order is made of it.
   *
   * @param price in units of the currency that was paid in
   * @throws NotFoundError for an admission that isn't theirs; ConflictError for one that is for sale already, was used, is void,
   * or of a show that is over; BadRequestError for a price above the show's cap, or that no card can be charged
   */
  async list(id: string, price: number, giverId: string): Promise<ResaleFields> {
    const { outbox, now } = this.dependencies;
    return outbox.transaction(async (tx) => {
      const admission = await findHeld(tx, id, giverId);
      const show = await findShow(tx, admission.showId);
      const decision = decideListing(admission, show, now());
      if (decision !== 'list') throw refusals[decision]();
      const terms = await resaleTerms(admission, show, tx);
      if (!terms) throw refusals['not-valid']();
      checkPrice(price, terms);
      const { currency } = terms;
      const resale = newResale(admission, { price, currency }, now());
      const listed = { id: resale._id, price, currency, status: 'listed' as const };
      await write(tx, admission, {
        $set: { resale: listed },
        $push: { history: { at: now(), action: 'listed' as const, byUserId: giverId } },
      });
      await createResale(tx, resale);
      return resale;
    });
  }

  /** Takes it off sale. @throws NotFoundError when it isn't theirs, or not for sale; ConflictError while it is being bought */
  async withdraw(id: string, giverId: string): Promise<void> {
    const { outbox, now } = this.dependencies;
    await outbox.transaction(async (tx) => {
      const admission = await findHeld(tx, id, giverId);
      const { resale } = admission;
      if (!resale) throw new NotFoundError();
      // Defence: what is being bought stays for its buyer → ;
      if (resale.status === 'surrendered') throw refusals['being-bought']();
      await write(tx, admission, {
        $unset: { resale: true },
        $push: { history: { at: now(), action: 'unlisted' as const, byUserId: giverId } },
      });
      await changeResale(tx, resale.id, { status: 'withdrawn', reason: 'holder' });
    });
  }

  /**
   * Voids the giver's code for an order that is to pay, or refuses the order where the admission isn't for sale any more.
   * @throws GapError while the order before it isn't known to have ended
   */
  async surrender(order: OrderCreatedEvent['data'], id: string): Promise<void> {
    const { outbox, now } = this.dependencies;
    await outbox.transaction(
      async (tx) => {
        if (!(await takeVersion(tx, order))) return;
        const admission = await Admission.findById(id).session(tx.session).lean<AdmissionFields>();
        const resale = admission?.resale?.id === order.ticket.id ? admission.resale : undefined;
        if (resale?.orderId) throw await waitForEnd(tx, resale.orderId);
        const show = await findShow(tx, admission?.showId);
        // Defence: only what is for sale is surrendered → if (!admission || !resale) {
        if (!admission || !resale || admission.status !== 'valid' || isOver(show, now())) {
          await new ResaleRefusedPublisher(tx).publish({ id: order.ticket.id, orderId: order.id });
          return;
        }
        await changeAll(tx, [
          {
            admission,
            set: {
              // Defence: a surrendered code is void → status: 'valid',
              status: 'void',
              code: undefined,
              resale: { ...resale, status: 'surrendered', orderId: order.id },
            },
            entry: { at: now(), action: 'surrendered' },
          },
        ]);
        await changeResale(tx, resale.id, { status: 'surrendered', resaleOrderId: order.id });
      },
      { exclusive: [doorTurn(await findDoorId(id))] },
    );
  }

  /** A new admission for who has paid, and what the giver is owed. What was voided meanwhile has none: its order is given back. */
  async complete(order: OrderCompletedEvent['data'], id: string, completedAt: Date): Promise<void> {
    const { outbox, now } = this.dependencies;
    await outbox.transaction(
      async (tx) => {
        if (!(await takeVersion(tx, order))) return;
        const admission = await Admission.findById(id).session(tx.session).lean<AdmissionFields>();
        if (!admission || admission.resale?.orderId !== order.id) return;
        const born = this.reborn(admission, order, completedAt);
        await changeAll(tx, [
          {
            admission,
            set: {
              status: 'void',
              codeVersion: admission.codeVersion + 1,
              code: undefined,
              resale: undefined,
            },
            entry: { at: now(), action: 'resold' },
          },
        ]);
        await issueAll(tx, [born]);
        await completeResale(tx, admission.resale.id, { resaleOrderId: order.id, newAdmissionId: born._id });
      },
      { exclusive: [doorTurn(await findDoorId(id))] },
    );
  }

  /** The admission to the same place, for its buyer. */
  private reborn(
    old: AdmissionFields,
    order: OrderCompletedEvent['data'],
    completedAt: Date,
  ): Omit<AdmissionFields, 'sequence'> {
    const { ticketId, doorId, showId, title, place, seat, sellerId, faceValue } = old;
    const id = admissionId(order.id, { ticketId, place });
    const at = this.dependencies.now();
    const { price, currency } = old.resale!;
    return {
      _id: id,
      version: 0,
      orderId: order.id,
      ticketId,
      doorId,
      title,
      place,
      sellerId,
      ...(showId && { showId }),
      ...(seat && { seat }),
      userId: order.userId,
      buyerId: order.userId,
      status: 'valid',
      codeVersion: 0,
      code: this.dependencies.codes.sign({ admissionId: id, doorId, version: 0 }),
      ...(faceValue !== undefined && { faceValue }),
      paid: price,
      currency,
      resaleOf: old._id,
      history: [{ at, action: 'issued' }],
      createdAt: at,
      completedAt,
    };
  }
}

/** Makes an admission good again that an order was to buy, in the transaction that ends the order; it stays for sale. */
export async function giveBack(
  tx: Transaction,
  orderId: string,
  id: string,
  { codes, now }: Pick<ResaleDependencies, 'codes' | 'now'>,
): Promise<void> {
  const admission = await Admission.findOne({ _id: id, 'resale.orderId': orderId })
    .session(tx.session)
    .lean<AdmissionFields>();
  if (!admission?.resale) return;
  const { doorId, codeVersion, resale } = admission;
  const { id: resaleId, price, currency } = resale;
  await changeAll(tx, [
    {
      admission,
      set: {
        status: 'valid',
        // The same as before: what is printed is good again.
        code: codes.sign({ admissionId: id, doorId, version: codeVersion }),
        resale: { id: resaleId, price, currency, status: 'listed' },
      },
      entry: { at: now(), action: 'returned' },
    },
  ]);
  await changeResale(tx, resaleId, { status: 'listed' });
}

/** What an admission may cost when it is sold again; `undefined` where nobody knows what it cost. */
export async function resaleTerms(
  { faceValue, currency, ticketId }: Pick<AdmissionFields, 'faceValue' | 'currency' | 'ticketId'>,
  show: ShowFields | undefined,
  tx?: Transaction,
): Promise<ResaleTerms | undefined> {
  if (faceValue !== undefined) return { cap: resaleCap(faceValue, show), currency: currency ?? CURRENCY };
  // It was issued before the price was kept.
  const ticket = await Ticket.findById(ticketId, { price: 1, currency: 1 })
    .session(tx?.session ?? null)
    .lean();
  if (ticket?.price === undefined) return undefined;
  return { cap: resaleCap(ticket.price, show), currency: ticket.currency ?? CURRENCY };
}

function newResale(
  { _id: id, orderId, ticketId, place, seat, title, showId, userId, sellerId, paid }: AdmissionFields,
  { price, currency }: { price: number; currency: string },
  createdAt: Date,
): ResaleFields {
  return {
    _id: new mongoose.Types.ObjectId().toHexString(),
    version: 0,
    admissionId: id,
    orderId,
    ticketId,
    place,
    title,
    userId,
    organiserId: sellerId,
    ...(seat && { seat }),
    ...(showId && { showId }),
    price,
    currency,
    status: 'listed' as const,
    ...(paid !== undefined && { paid }),
    createdAt,
  };
}

/** @throws BadRequestError naming the price when it is above the cap, or no card can be charged it */
function checkPrice(price: number, terms: ResaleTerms): void {
  const { cap, currency } = terms;
  // Defence: a resale costs at most the cap → ;
  if (price > cap) throw overCap(terms);
  if (!isPrice(price, currency))
    throw new BadRequestError(`Cards are charged ${PRICE_RANGE}, in some currencies more`, {
      field: 'price',
      code: 'not_payable',
    });
}

function overCap({ cap, currency }: ResaleTerms): BadRequestError {
  const message = `price must be at most ${cap.toFixed(2)} ${currency.toUpperCase()}`;
  return new BadRequestError(message, { field: 'price', code: 'over_cap' });
}

async function findHeld({ session }: Transaction, id: string, userId: string): Promise<AdmissionFields> {
  const admission = await Admission.findById(id).session(session).lean<AdmissionFields>();
  // Defence: a resale is its holder’s → if (!admission) throw new NotFoundError();
  if (admission?.userId !== userId) throw new NotFoundError();
  return admission;
}

async function findShow(
  { session }: Transaction,
  showId: string | undefined,
): Promise<ShowFields | undefined> {
  return (showId && (await Show.findById(showId).session(session).lean<ShowFields>())) || undefined;
}

async function findDoorId(id: string): Promise<string> {
  return (await Admission.findById(id, { doorId: 1 }).lean())?.doorId ?? '';
}

/** What is for sale is no part of the version that doors follow; who changes that meets this write all the same. */
async function write(
  { session }: Transaction,
  { _id }: AdmissionFields,
  update: mongoose.UpdateQuery<AdmissionFields>,
): Promise<void> {
  await Admission.updateOne({ _id }, update, { session });
}

async function waitForEnd({ session }: Transaction, orderId: string): Promise<GapError> {
  const known = await OrderVersion.findById(orderId).session(session).lean();
  return new GapError({ aggregate: `order:${orderId}`, version: (known?.version ?? -1) + 1 });
}
