import {
  type CancelReason,
  type OrderCancelledEvent,
  type OrderCompletedEvent,
  type OrderUpdatedEvent,
  placeKey,
} from '@ticketing/common/contracts';
import { GapError } from '@ticketing/common/messaging';
import type { Outbox, Transaction } from '@ticketing/common/outbox';
import type { QueryFilter } from 'mongoose';
import { type AdmissionChange, changeAll, doorTurn, issueAll } from './change-admissions';
import type { Codes } from './codes';
import { admissionId, type PaidPlace, paidPlaces } from './domain/issue';
import { Admission, type AdmissionFields, IS_VOIDABLE } from './models/admission';
import { lockDoors } from './models/door';
import { type OrderRef, Show, takeVersion, Ticket, type TicketFields } from './models/known';
import { giveBack } from './resales';

/** Admissions voided in one transaction, at the most. */
const MAX_VOIDED = 500;

/** What issues and voids admissions. */
export interface IssueDependencies {
  readonly outbox: Outbox;
  readonly codes: Codes;
  readonly now: () => Date;
}

/** What an admission is made of. */
interface NewAdmission {
  readonly order: OrderCompletedEvent['data'];
  readonly place: PaidPlace;
  readonly ticket: TicketFields;
  readonly completedAt: Date;
  /** Why it is void from the start, if it is. */
  readonly end: 'refunded' | 'show-cancelled' | undefined;
}

type EndedOrder = Pick<OrderCancelledEvent['data'], 'resale'>;

/** Places of a ticket that were given back. */
type GivenBack = NonNullable<OrderUpdatedEvent['data']['refunded']>[number];

/** Issues what orders have paid for, and voids what was given back. */
export class Issue {
  constructor(private readonly dependencies: IssueDependencies) {}

  /**
   * One admission for each place of a paid order, once. A place that another order still has the code of changes hands: its
   * sale has been undone, and that may be heard of later than the next one.
   * @param completedAt when orders completed it
   * @throws GapError when an earlier version of the order, or one of its tickets, isn't known yet
   */
  async issue(order: OrderCompletedEvent['data'], completedAt: Date): Promise<void> {
    const places = paidPlaces(order);
    const tickets = await findTickets(places);
    const doors = [...new Set([...tickets.values()].map(({ _id, showId = _id }) => showId))].sort();
    await this.dependencies.outbox.transaction(
      async (tx) => {
        if (!(await takeVersion(tx, order))) return;
        const { session } = tx;
        // A show that is cancelled at this moment voids these too, or they are issued void.
        await lockDoors(doors, session);
        const cancelled = await Show.find({ _id: { $in: doors }, status: 'cancelled' }, { _id: 1 })
          .session(session)
          .lean();
        const isOff = new Set(cancelled.map(({ _id }) => _id));
        const others = await findGood(tx, places);
        const earlier = others.filter((other) => (other.completedAt ?? other.createdAt) < completedAt);
        await changeAll(tx, this.voided(earlier, 'refunded'));
        const taken = new Set(others.filter((other) => !earlier.includes(other)).map(placeKey));
        await issueAll(
          tx,
          places.map((place) => {
            const ticket = tickets.get(place.ticketId)!;
            const { _id, showId = _id } = ticket;
            const end = isOff.has(showId)
              ? 'show-cancelled'
              : taken.has(placeKey(place))
                ? 'refunded'
                : undefined;
            return this.newAdmission({ order, place, ticket, completedAt, end });
          }),
        );
      },
      { exclusive: doors.map(doorTurn) },
    );
  }

  /**
   * Voids the admissions of an order that was given back; one that it was to buy from its holder is good again.
   * @throws GapError when an earlier version of the order is missing
   */
  async voidOrder(order: OrderRef & EndedOrder, reason: CancelReason): Promise<void> {
    const action = reason === 'show-cancelled' ? reason : 'refunded';
    await this.voidSome(order, { orderId: order.id }, action, order.resale);
  }

  /**
   * Voids the admissions to some places of an order that were given back; done again, it finds none.
   * @throws GapError when an earlier version of the order is missing
   */
  async voidPlaces(order: OrderRef, items: readonly GivenBack[]): Promise<void> {
    const ids = items.flatMap(({ ticket, places }) =>
      places.map((place) => admissionId(order.id, { ticketId: ticket.id, place })),
    );
    await this.voidSome(order, { _id: { $in: ids } }, 'refunded');
  }

  private async voidSome(
    order: OrderRef,
    which: { readonly orderId: string } | { readonly _id: { readonly $in: string[] } },
    action: 'refunded' | 'show-cancelled',
    resale?: EndedOrder['resale'],
  ): Promise<void> {
    const doors = await Admission.distinct('doorId', {
      $or: [which, ...(resale ? [{ _id: resale.admissionId }] : [])],
    });
    await this.dependencies.outbox.transaction(
      async (tx) => {
        if (!(await takeVersion(tx, order))) return;
        const admissions = await Admission.find({ ...which, ...IS_VOIDABLE })
          .session(tx.session)
          .lean<AdmissionFields[]>();
        await changeAll(tx, this.voided(admissions, action));
        if (resale) await giveBack(tx, order.id, resale.admissionId, this.dependencies);
      },
      { exclusive: doors.sort().map(doorTurn) },
    );
  }

  /** Voids all admissions to a show that is off; done again, it finds none. */
  async voidShow(showId: string): Promise<void> {
    for (let found = MAX_VOIDED; found === MAX_VOIDED;) {
      found = await this.dependencies.outbox.transaction(
        async (tx) => {
          const { session } = tx;
          await lockDoors([showId], session);
          const admissions = await Admission.find({ doorId: showId, ...IS_VOIDABLE })
            .limit(MAX_VOIDED)
            .session(session)
            .lean<AdmissionFields[]>();
          await changeAll(tx, this.voided(admissions, 'show-cancelled'));
          return admissions.length;
        },
        { exclusive: [doorTurn(showId)] },
      );
    }
  }

  private newAdmission({
    order,
    place,
    ticket,
    completedAt,
    end,
  }: NewAdmission): Omit<AdmissionFields, 'sequence'> {
    const { _id: ticketId, title, userId: sellerId, showId, seats } = ticket;
    const id = admissionId(order.id, place);
    const doorId = showId ?? ticketId;
    const seat = place.seat ?? seats?.[place.place];
    const at = this.dependencies.now();
    const { price, currency } = place;
    return {
      _id: id,
      version: 0,
      orderId: order.id,
      ticketId,
      doorId,
      title,
      sellerId,
      ...(showId && { showId }),
      place: place.place,
      ...(seat && { seat }),
      userId: order.userId,
      buyerId: order.userId,
      status: end ? 'void' : 'valid',
      codeVersion: 0,
      ...(price !== undefined && { faceValue: price, paid: price }),
      ...(currency && { currency }),
      ...(!end && { code: this.dependencies.codes.sign({ admissionId: id, doorId, version: 0 }) }),
      history: [{ at, action: end ?? 'issued' }],
      createdAt: at,
      completedAt,
    };
  }

  private voided(
    admissions: readonly AdmissionFields[],
    action: 'refunded' | 'show-cancelled',
  ): AdmissionChange[] {
    return admissions.map((admission) => ({
      admission,
      set: { status: 'void', codeVersion: admission.codeVersion + 1, code: undefined },
      entry: { at: this.dependencies.now(), action },
    }));
  }
}

/** @throws GapError when one isn't known yet */
async function findTickets(places: readonly PaidPlace[]): Promise<Map<string, TicketFields>> {
  const ids = [...new Set(places.map(({ ticketId }) => ticketId))];
  const tickets = await Ticket.find({ _id: { $in: ids } }).lean<TicketFields[]>();
  const known = new Map(tickets.map((ticket) => [ticket._id, ticket]));
  const missing = ids.find((id) => !known.has(id));
  if (missing) throw new GapError({ aggregate: `ticket:${missing}`, version: 0 });
  return known;
}

/** The admissions to these places that have a code, or would have one again. */
function findGood({ session }: Transaction, places: readonly PaidPlace[]): Promise<AdmissionFields[]> {
  const wanted = places.map(({ ticketId, place }) => ({ ticketId, place }));
  const isGood: QueryFilter<AdmissionFields> = {
    $or: [{ code: { $exists: true } }, { 'resale.status': 'surrendered' }],
  };
  return Admission.find({ $and: [{ $or: wanted }, isGood] })
    .session(session)
    .lean<AdmissionFields[]>();
}
