import {
  type OrderCreatedEvent,
  type OrderPaymentRejectedEvent,
  OrderStatus,
  type ResaleUpdatedEvent,
  type ShowCreatedEvent,
  type ShowUpdatedEvent,
  Subjects,
  type TicketCreatedEvent,
} from '@ticketing/common/contracts';
import { type AnyListener, Listener, Projection } from '@ticketing/common/messaging';
import type { UserDirectory } from '@ticketing/common/roles';
import type { AttemptStore } from '../attempts/attempt-store';
import type { Refunds } from '../attempts/refunds';
import { Order, type OrderedItem } from '../models/order';
import { Resale } from '../models/resale';
import { Show } from '../models/show';
import { Ticket } from '../models/ticket';

/** What the listeners work with. */
export interface ListenerDependencies {
  readonly store: Pick<AttemptStore, 'checkSoon'>;
  readonly refunds: Pick<Refunds, 'request' | 'performSoon'>;
  readonly now: () => Date;
}

/** Everything this service listens to. */
export function listeners(
  { store, refunds, now }: ListenerDependencies,
  directory: UserDirectory,
): AnyListener[] {
  return [
    ...orderProjection().listeners({
      // A payment that the bank has not decided yet is closed, so that nothing is taken for an order that ended.
      [Subjects.OrderCancelled]: ({ id }) => store.checkSoon(id),
    }),
    ...ticketProjection().listeners(),
    ...resaleProjection().listeners(),
    ...showProjection(now).listeners({ [Subjects.ShowUpdated]: (show) => noteMove(show, now()) }),
    new OrderPaymentRejectedListener(refunds),
    ...directory.listeners(),
  ];
}

/** Keeps what payments are decided by: whether an order can be paid, until when, by whom, and at what price. */
function orderProjection(): Projection<'order'> {
  const live = (order: OrderCreatedEvent['data']) => {
    const { status, userId, expiresAt, ticket, items = [], total = ticket.price, currency, resale } = order;
    // What was paid for stays known when some of it was given back.
    if (order.refunded) return { status };
    return {
      status,
      userId,
      expiresAt: new Date(expiresAt),
      ticketId: ticket.id,
      ...(items.length > 1 && { ticketIds: items.map((item) => item.ticket.id) }),
      items: toItems(items.length > 0 ? items : [{ ticket, quantity: 1, places: [0] }]),
      price: total,
      ...(currency && { currency }),
      ...(resale && { surrendered: resale.surrendered }),
    };
  };
  return new Projection<'order'>({
    collection: Order.collection,
    on: {
      [Subjects.OrderCreated]: live,
      [Subjects.OrderUpdated]: live,
      [Subjects.OrderCancelled]: () => ({ status: OrderStatus.Cancelled }),
      [Subjects.OrderCompleted]: ({ items }) => ({
        status: OrderStatus.Complete,
        // An order that had ended may have other places than before.
        ...(items && { items: toItems(items) }),
      }),
    },
  });
}

type Items = NonNullable<OrderCreatedEvent['data']['items']>;

function toItems(items: Items): OrderedItem[] {
  return items.map(({ ticket: { id: ticketId, price }, quantity, places, seats }) => ({
    ticketId,
    quantity,
    price,
    places,
    ...(seats && { seats }),
  }));
}

/** Keeps who sells a ticket, which never changes, for which show, and what it is called. */
function ticketProjection(): Projection<'ticket'> {
  const ticket = ({ userId, showId, title }: TicketCreatedEvent['data']) => ({
    userId,
    title,
    ...(showId && { showId }),
  });
  return new Projection<'ticket'>({
    collection: Ticket.collection,
    on: { [Subjects.TicketCreated]: ticket, [Subjects.TicketUpdated]: ticket },
  });
}

/** Keeps which places were sold again, of whose charge nothing goes back for them; a resale that ended unpaid is claimed no more. */
function resaleProjection(): Projection<'resale'> {
  const state = ({
    status,
    resaleOrderId,
  }: Pick<ResaleUpdatedEvent['data'], 'status' | 'resaleOrderId'>) => ({
    status,
    resaleOrderId: resaleOrderId ?? null,
    ...((status === 'listed' || status === 'withdrawn') && { claimedBy: null }),
  });
  return new Projection<'resale'>({
    collection: Resale.collection,
    on: {
      [Subjects.ResaleCreated]: ({ orderId, organiserId, ticketId, place, paid, ...resale }) => ({
        orderId,
        organiserId,
        ticketId,
        place,
        ...state(resale),
        ...(paid !== undefined && { paid }),
      }),
      [Subjects.ResaleUpdated]: state,
      [Subjects.ResaleCompleted]: state,
    },
  });
}

/** Keeps whose a show is; once it is cancelled, the reconciliation looks for what is to be given back. */
function showProjection(now: () => Date): Projection<'show'> {
  const show = ({ userId, title, status, cancelReason, startsAt, sequence }: ShowCreatedEvent['data']) => ({
    userId,
    title,
    status,
    startsAt: new Date(startsAt),
    sequence,
    ...(cancelReason && { cancelReason }),
    ...(status === 'cancelled' && { checkAt: now(), checks: 0 }),
  });
  return new Projection<'show'>({
    collection: Show.collection,
    on: { [Subjects.ShowCreated]: show, [Subjects.ShowUpdated]: show },
  });
}

/** Keeps when a show has moved: who had paid before may have their money back. */
async function noteMove({ id, sequence }: ShowUpdatedEvent['data'], at: Date): Promise<void> {
  if (sequence === 0) return;
  const unnoted = { _id: id, sequence, 'moved.sequence': { $not: { $gte: sequence } } };
  await Show.updateOne(unnoted, { $set: { moved: { sequence, at } } });
}

/** Money came for an order that can not be completed any more: it is given back, once. */
class OrderPaymentRejectedListener extends Listener<OrderPaymentRejectedEvent> {
  readonly subject = Subjects.OrderPaymentRejected;

  constructor(private readonly refunds: ListenerDependencies['refunds']) {
    super();
  }

  /** @throws Error when there is no such payment, or it never took money: a person has to look at that */
  async onMessage({ paymentId, reason }: OrderPaymentRejectedEvent['data']): Promise<void> {
    const by = { id: 'orders', role: 'orders' } as const;
    const payment = await this.refunds.request(paymentId, { by, reason, whole: true });
    if (payment?.status === 'refunded') return;
    if (payment?.status !== 'refunding') {
      throw new Error(`payment ${paymentId} was rejected, but is ${payment?.status ?? 'not known'}`);
    }
    this.refunds.performSoon(payment);
  }
}
