import {
  type OrderCreatedEvent,
  type OrderPaymentRejectedEvent,
  OrderStatus,
  Subjects,
} from '@ticketing/common/contracts';
import { type AnyListener, Listener, Projection } from '@ticketing/common/messaging';
import type { UserDirectory } from '@ticketing/common/roles';
import type { AttemptStore } from '../attempts/attempt-store';
import type { Refunds } from '../attempts/refunds';
import { Order } from '../models/order';
import { Ticket } from '../models/ticket';

/** What the listeners work with. */
export interface ListenerDependencies {
  readonly store: Pick<AttemptStore, 'checkSoon'>;
  readonly refunds: Pick<Refunds, 'request' | 'performSoon'>;
}

/** Everything this service listens to. */
export function listeners({ store, refunds }: ListenerDependencies, directory: UserDirectory): AnyListener[] {
  return [
    ...orderProjection().listeners({
      // A payment that the bank has not decided yet is closed, so that nothing is taken for an order that ended.
      [Subjects.OrderCancelled]: ({ id }) => store.checkSoon(id),
    }),
    ...ticketProjection().listeners(),
    new OrderPaymentRejectedListener(refunds),
    ...directory.listeners(),
  ];
}

/** Keeps what payments are decided by: whether an order can be paid, until when, by whom, and at what price. */
function orderProjection(): Projection<'order'> {
  const live = ({ status, userId, expiresAt, ticket }: OrderCreatedEvent['data']) => ({
    status,
    userId,
    expiresAt: new Date(expiresAt),
    ticketId: ticket.id,
    price: ticket.price,
  });
  return new Projection<'order'>({
    collection: Order.collection,
    on: {
      [Subjects.OrderCreated]: live,
      [Subjects.OrderUpdated]: live,
      [Subjects.OrderCancelled]: () => ({ status: OrderStatus.Cancelled }),
      [Subjects.OrderCompleted]: () => ({ status: OrderStatus.Complete }),
    },
  });
}

/** Keeps who sells a ticket; that never changes. */
function ticketProjection(): Projection<'ticket'> {
  const seller = ({ userId }: { userId: string }) => ({ userId });
  return new Projection<'ticket'>({
    collection: Ticket.collection,
    on: { [Subjects.TicketCreated]: seller, [Subjects.TicketUpdated]: seller },
  });
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
    const payment = await this.refunds.request(paymentId, { by, reason });
    if (payment?.status === 'refunded') return;
    if (payment?.status !== 'refunding') {
      throw new Error(`payment ${paymentId} was rejected, but is ${payment?.status ?? 'not known'}`);
    }
    this.refunds.performSoon(payment);
  }
}
