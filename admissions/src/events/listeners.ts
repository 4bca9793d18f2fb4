import {
  type OrderCancelledEvent,
  type OrderCompletedEvent,
  type OrderCreatedEvent,
  type OrderUpdatedEvent,
  type ShowCreatedEvent,
  Subjects,
  type TicketCreatedEvent,
} from '@ticketing/common/contracts';
import {
  aggregateListeners,
  type AnyListener,
  Listener,
  type MessageContext,
  Projection,
} from '@ticketing/common/messaging';
import type { UserDirectory } from '@ticketing/common/roles';
import type { Issue } from '../issue';
import { OrderVersion, Show, Ticket } from '../models/known';
import type { Resales } from '../resales';

/** Everything this service listens to. */
export function listeners(issue: Issue, resales: Resales, directory: UserDirectory): AnyListener[] {
  const orders = orderProjection();
  return [
    ...aggregateListeners<'order'>({
      [Subjects.OrderCreated]: new OrderCreatedListener(orders, resales),
      [Subjects.OrderUpdated]: new OrderUpdatedListener(orders, issue),
      [Subjects.OrderCancelled]: new OrderCancelledListener(issue),
      [Subjects.OrderCompleted]: new OrderCompletedListener(issue, resales),
    }),
    ...ticketProjection().listeners(),
    ...showProjection().listeners({
      [Subjects.ShowUpdated]: ({ id, status }) => (status === 'cancelled' ? issue.voidShow(id) : undefined),
    }),
    ...directory.listeners(),
  ];
}

/** Keeps the versions of orders; until one is paid there is nothing to admit to. */
export function orderProjection(): Projection<'order'> {
  const nothing = () => ({});
  return new Projection<'order'>({
    collection: OrderVersion.collection,
    on: {
      [Subjects.OrderCreated]: nothing,
      [Subjects.OrderUpdated]: nothing,
      [Subjects.OrderCancelled]: nothing,
      [Subjects.OrderCompleted]: nothing,
    },
  });
}

/** A new order; one of an admission that its holder sells again is surrendered to it. */
export class OrderCreatedListener extends Listener<OrderCreatedEvent> {
  readonly subject = Subjects.OrderCreated;

  constructor(
    private readonly orders: Projection<'order'>,
    private readonly resales: Resales,
  ) {
    super();
  }

  onMessage(order: OrderCreatedEvent['data']): Promise<void> {
    const { resale } = order;
    return resale
      ? this.resales.surrender(order, resale.admissionId)
      : this.orders.apply(this.subject, order);
  }
}

/** An order changed; what was issued for places that were given back is void. */
export class OrderUpdatedListener extends Listener<OrderUpdatedEvent> {
  readonly subject = Subjects.OrderUpdated;

  constructor(
    private readonly orders: Projection<'order'>,
    private readonly issue: Issue,
  ) {
    super();
  }

  onMessage(order: OrderUpdatedEvent['data']): Promise<void> {
    return order.refunded
      ? this.issue.voidPlaces(order, order.refunded)
      : this.orders.apply(this.subject, order);
  }
}

/** An order ended: what was issued for it, if it had been paid, is void. */
export class OrderCancelledListener extends Listener<OrderCancelledEvent> {
  readonly subject = Subjects.OrderCancelled;

  constructor(private readonly issue: Issue) {
    super();
  }

  onMessage(order: OrderCancelledEvent['data']): Promise<void> {
    return this.issue.voidOrder(order, order.reason);
  }
}

/** An order was paid: its buyer gets an admission for each place. */
export class OrderCompletedListener extends Listener<OrderCompletedEvent> {
  readonly subject = Subjects.OrderCompleted;

  constructor(
    private readonly issue: Issue,
    private readonly resales: Resales,
  ) {
    super();
  }

  onMessage(order: OrderCompletedEvent['data'], { meta }: MessageContext): Promise<void> {
    const completedAt = new Date(meta.time);
    return order.resale
      ? this.resales.complete(order, order.resale.admissionId, completedAt)
      : this.issue.issue(order, completedAt);
  }
}

/** Keeps what is for sale, by whom and for which show. */
export function ticketProjection(): Projection<'ticket'> {
  const ticket = ({ title, userId, showId, seats, price, currency }: TicketCreatedEvent['data']) => ({
    title,
    userId,
    price,
    ...(currency && { currency }),
    ...(showId && { showId }),
    // Told when they change.
    ...(seats && { seats }),
  });
  return new Projection<'ticket'>({
    collection: Ticket.collection,
    on: { [Subjects.TicketCreated]: ticket, [Subjects.TicketUpdated]: ticket },
  });
}

/** Keeps when and where a show is, and whether it is on. */
export function showProjection(): Projection<'show'> {
  const show = ({ startsAt, endsAt, doorsAt, ...data }: ShowCreatedEvent['data']) => {
    const { userId, title, timeZone, venue, status, sequence, resaleCapPercent } = data;
    return {
      userId,
      title,
      timeZone,
      venue,
      status,
      sequence,
      resaleCapPercent,
      startsAt: new Date(startsAt),
      endsAt: endsAt ? new Date(endsAt) : null,
      doorsAt: doorsAt ? new Date(doorsAt) : null,
    };
  };
  return new Projection<'show'>({
    collection: Show.collection,
    on: { [Subjects.ShowCreated]: show, [Subjects.ShowUpdated]: show },
  });
}
