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

/** Everything this service listens to. */
export function listeners(issue: Issue, directory: UserDirectory): AnyListener[] {
  const orders = orderProjection();
  return [
    ...aggregateListeners<'order'>({
      [Subjects.OrderCreated]: new OrderCreatedListener(orders),
      [Subjects.OrderUpdated]: new OrderUpdatedListener(orders),
      [Subjects.OrderCancelled]: new OrderCancelledListener(issue),
      [Subjects.OrderCompleted]: new OrderCompletedListener(issue),
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

/** A new order. */
export class OrderCreatedListener extends Listener<OrderCreatedEvent> {
  readonly subject = Subjects.OrderCreated;

  constructor(private readonly orders: Projection<'order'>) {
    super();
  }

  onMessage(order: OrderCreatedEvent['data']): Promise<void> {
    return this.orders.apply(this.subject, order);
  }
}

/** A live order changed. */
export class OrderUpdatedListener extends Listener<OrderUpdatedEvent> {
  readonly subject = Subjects.OrderUpdated;

  constructor(private readonly orders: Projection<'order'>) {
    super();
  }

  onMessage(order: OrderUpdatedEvent['data']): Promise<void> {
    return this.orders.apply(this.subject, order);
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

  constructor(private readonly issue: Issue) {
    super();
  }

  onMessage(order: OrderCompletedEvent['data'], { meta }: MessageContext): Promise<void> {
    return this.issue.issue(order, new Date(meta.time));
  }
}

/** Keeps what is for sale, by whom and for which show. */
export function ticketProjection(): Projection<'ticket'> {
  const ticket = ({ title, userId, showId, seats }: TicketCreatedEvent['data']) => ({
    ...{ title, userId },
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
    const { userId, title, timeZone, venue, status, sequence } = data;
    return {
      ...{ userId, title, timeZone, venue, status, sequence },
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
