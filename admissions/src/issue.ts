import type { CancelReason, OrderCompletedEvent } from '@ticketing/common/contracts';
import { GapError, isNextVersion } from '@ticketing/common/messaging';
import type { Outbox, Transaction } from '@ticketing/common/outbox';
import { type AdmissionChange, changeAll, doorTurn, issueAll } from './change-admissions';
import type { Codes } from './codes';
import { admissionId, type PaidPlace, paidPlaces } from './domain/issue';
import { Admission, type AdmissionFields } from './models/admission';
import { Door } from './models/door';
import { OrderVersion, Show, Ticket, type TicketFields } from './models/known';

/** Admissions voided in one transaction, at the most. */
const MAX_VOIDED = 500;

/** What issues and voids admissions. */
export interface IssueDependencies {
  readonly outbox: Outbox;
  readonly codes: Codes;
  readonly now: () => Date;
}

interface OrderRef {
  readonly id: string;
  readonly version: number;
}

/** Issues what orders have paid for, and voids what was given back. */
export class Issue {
  constructor(private readonly dependencies: IssueDependencies) {}

  /**
   * One admission for each place of a paid order, once.
   * @throws GapError when an earlier version of the order, or one of its tickets, isn't known yet
   */
  async issue(order: OrderCompletedEvent['data']): Promise<void> {
    const places = paidPlaces(order);
    const tickets = await findTickets(places);
    const doors = [...new Set([...tickets.values()].map(({ _id, showId = _id }) => showId))].sort();
    await this.dependencies.outbox.transaction(
      async (tx) => {
        if (!(await takeVersion(tx, order))) return;
        const { session } = tx;
        // Written first: a show that is cancelled at this moment voids these too, or they are issued void.
        for (const door of doors)
          await Door.updateOne({ _id: door }, { $inc: { sequence: 0 } }, { upsert: true, session });
        const cancelled = await Show.find({ _id: { $in: doors }, status: 'cancelled' }, { _id: 1 })
          .session(session)
          .lean();
        const isOff = new Set(cancelled.map(({ _id }) => _id));
        await issueAll(
          tx,
          places.map((place) => this.newAdmission(order, place, tickets.get(place.ticketId)!, isOff)),
        );
      },
      { exclusive: doors.map(doorTurn) },
    );
  }

  /** Voids the admissions of an order that was given back. @throws GapError when an earlier version of it is missing */
  async voidOrder(order: OrderRef, reason: CancelReason): Promise<void> {
    const action = reason === 'show-cancelled' ? reason : 'refunded';
    const doors = await Admission.distinct('doorId', { orderId: order.id });
    await this.dependencies.outbox.transaction(
      async (tx) => {
        if (!(await takeVersion(tx, order))) return;
        const admissions = await Admission.find({ orderId: order.id, status: { $ne: 'void' } })
          .session(tx.session)
          .lean<AdmissionFields[]>();
        await changeAll(tx, this.voided(admissions, action));
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
          await Door.updateOne({ _id: showId }, { $inc: { sequence: 0 } }, { upsert: true, session });
          const admissions = await Admission.find({ doorId: showId, status: { $ne: 'void' } })
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

  private newAdmission(
    order: OrderCompletedEvent['data'],
    place: PaidPlace,
    { _id: ticketId, title, userId: sellerId, showId, seats }: TicketFields,
    isOff: ReadonlySet<string>,
  ): Omit<AdmissionFields, 'sequence'> {
    const id = admissionId(order.id, place);
    const doorId = showId ?? ticketId;
    const seat = place.seat ?? seats?.[place.place];
    const at = this.dependencies.now();
    const isVoid = isOff.has(doorId);
    return {
      _id: id,
      version: 0,
      orderId: order.id,
      ...{ ticketId, doorId, title, sellerId },
      ...(showId && { showId }),
      place: place.place,
      ...(seat && { seat }),
      userId: order.userId,
      buyerId: order.userId,
      status: isVoid ? 'void' : 'valid',
      codeVersion: 0,
      ...(!isVoid && { code: this.dependencies.codes.sign({ admissionId: id, doorId, version: 0 }) }),
      history: [{ at, action: isVoid ? 'show-cancelled' : 'issued' }],
      createdAt: at,
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

/** Whether this is the next version of the order, which it then is. */
async function takeVersion({ session }: Transaction, { id, version }: OrderRef): Promise<boolean> {
  const known = await OrderVersion.findById(id).session(session).lean();
  if (!isNextVersion({ aggregate: `order:${id}`, version }, known?.version)) return false;
  await OrderVersion.updateOne({ _id: id }, { $set: { version } }, { upsert: true, session });
  return true;
}
