import {
  type OrderCancelledEvent,
  type OrderCompletedEvent,
  type OrderCreatedEvent,
  type OrderPaymentRejectedEvent,
  OrderStatus,
  type OrderUpdatedEvent,
  type PaymentCreatedEvent,
  type PaymentPendingEvent,
  type PaymentRefundedEvent,
  Subjects,
} from '@ticketing/common/contracts';
import { isNextVersion, Listener, type NatsWrapper, Publisher } from '@ticketing/common/messaging';

class CreatedPublisher extends Publisher<OrderCreatedEvent> {
  readonly subject = Subjects.OrderCreated;
}
class UpdatedPublisher extends Publisher<OrderUpdatedEvent> {
  readonly subject = Subjects.OrderUpdated;
}
class CancelledPublisher extends Publisher<OrderCancelledEvent> {
  readonly subject = Subjects.OrderCancelled;
}
class CompletedPublisher extends Publisher<OrderCompletedEvent> {
  readonly subject = Subjects.OrderCompleted;
}
class RejectedPublisher extends Publisher<OrderPaymentRejectedEvent> {
  readonly subject = Subjects.OrderPaymentRejected;
}

/** An order of the model. */
export interface ModelOrder {
  id: string;
  version: number;
  status: OrderStatus;
  userId: string;
  expiresAt: Date;
  ticketId: string;
  price: number;
  paymentId?: string;
}

type PaymentEvent = PaymentPendingEvent | PaymentCreatedEvent | PaymentRefundedEvent;

class PaymentListener<T extends PaymentEvent> extends Listener<T> {
  constructor(
    readonly subject: T['subject'],
    private readonly model: OrdersModel,
    private readonly apply: (order: ModelOrder, data: T['data']) => Promise<void>,
  ) {
    super();
  }

  async onMessage(data: T['data']): Promise<void> {
    const known = this.model.paymentVersions.get(data.id);
    if (!isNextVersion({ aggregate: `payment:${data.id}`, version: data.version }, known)) return;
    const order = this.model.orders.get(data.orderId);
    if (!order) throw new Error(`no order ${data.orderId}`);
    this.model.paymentVersions.set(data.id, data.version);
    await this.apply(order, data);
  }
}

/**
 * Stands in for the orders service: decides an order's end, completes a late payment when the ticket is still free
 * and rejects it else. Its state is in memory, so each decision is taken at once.
 */
export class OrdersModel {
  readonly orders = new Map<string, ModelOrder>();
  readonly paymentVersions = new Map<string, number>();
  /** Tickets that somebody else has taken meanwhile. */
  readonly taken = new Set<string>();

  constructor(private readonly nats: NatsWrapper) {}

  listeners(): Listener<never>[] {
    const all = [
      new PaymentListener<PaymentPendingEvent>(Subjects.PaymentPending, this, (order, { until }) =>
        this.await(order, new Date(until)),
      ),
      new PaymentListener<PaymentCreatedEvent>(Subjects.PaymentCreated, this, (order, { id }) =>
        this.complete(order, id),
      ),
      new PaymentListener<PaymentRefundedEvent>(Subjects.PaymentRefunded, this, (order, { id }) =>
        order.paymentId === id ? this.end(order, 'refunded') : Promise.resolve(),
      ),
    ];
    return all as unknown as Listener<never>[];
  }

  async place(order: Omit<ModelOrder, 'version' | 'status'>): Promise<ModelOrder> {
    const placed: ModelOrder = { ...order, version: 0, status: OrderStatus.Created };
    this.orders.set(placed.id, placed);
    await new CreatedPublisher(this.nats).publish(whole(placed));
    return placed;
  }

  /** Cancels or expires an order; one that is complete stays so. */
  async cancel(order: ModelOrder, reason: 'user' | 'expired'): Promise<void> {
    if (order.status !== OrderStatus.Complete) await this.end(order, reason);
  }

  private async await(order: ModelOrder, until: Date): Promise<void> {
    if (order.status !== OrderStatus.Created) return;
    Object.assign(order, {
      status: OrderStatus.AwaitingPayment,
      expiresAt: until,
      version: order.version + 1,
    });
    await new UpdatedPublisher(this.nats).publish(whole(order));
  }

  private async complete(order: ModelOrder, paymentId: string): Promise<void> {
    const { id: orderId, ticketId, userId } = order;
    const ended = order.status === OrderStatus.Cancelled && this.taken.has(ticketId);
    if (ended || order.status === OrderStatus.Complete) {
      const reason = 'The order had ended, and its ticket was gone';
      await new RejectedPublisher(this.nats).publish({ orderId, paymentId, reason });
      return;
    }
    Object.assign(order, { status: OrderStatus.Complete, paymentId, version: order.version + 1 });
    const { version } = order;
    await new CompletedPublisher(this.nats).publish({
      id: orderId,
      version,
      userId,
      ticket: { id: ticketId },
    });
  }

  private async end(order: ModelOrder, reason: 'user' | 'expired' | 'refunded'): Promise<void> {
    if (order.status === OrderStatus.Cancelled) return;
    Object.assign(order, { status: OrderStatus.Cancelled, version: order.version + 1 });
    const { id, version, userId, ticketId } = order;
    await new CancelledPublisher(this.nats).publish({
      id,
      version,
      reason,
      userId,
      ticket: { id: ticketId },
    });
  }
}

function whole({ id, version, status, userId, expiresAt, ticketId, price }: ModelOrder) {
  return { id, version, status, userId, expiresAt: expiresAt.toISOString(), ticket: { id: ticketId, price } };
}
