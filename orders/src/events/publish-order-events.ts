import { OrderStatus } from '@ticketing/common/contracts';
import type { EventSink } from '@ticketing/common/messaging';
import type { Transaction } from '@ticketing/common/outbox';
import type { OrderDocument, OrderFields } from '../models/order';
import {
  OrderCancelledPublisher,
  OrderCompletedPublisher,
  OrderCreatedPublisher,
  OrderUpdatedPublisher,
} from './publishers';

/** Tells of a new order, in the transaction that saves it. */
export function publishOrderCreated(sink: EventSink, order: OrderState): Promise<void> {
  return new OrderCreatedPublisher(sink).publish(wholeOrder(order));
}

/** Saves a changed order, which raises its version by one, and tells of the change. */
export async function saveChanged(tx: Transaction, order: OrderDocument): Promise<void> {
  await order.save({ session: tx.session });
  await publishOrderChanged(tx, order);
}

/** Tells of a change with the one event that fits where the order stands now. */
export function publishOrderChanged(tx: EventSink, order: OrderState): Promise<void> {
  const { version, userId } = order;
  const id = String(order._id);
  const ticket = { id: order.ticket.id };
  switch (order.status) {
    case OrderStatus.Created:
    case OrderStatus.AwaitingPayment:
      return new OrderUpdatedPublisher(tx).publish(wholeOrder(order));
    case OrderStatus.Complete:
      return new OrderCompletedPublisher(tx).publish({ id, version, userId, ticket });
    case OrderStatus.Cancelled:
      return new OrderCancelledPublisher(tx).publish({
        id,
        version,
        userId,
        ticket,
        reason: order.cancelReason ?? 'user',
      });
  }
}

type OrderState = OrderFields & { _id: unknown };

function wholeOrder(order: OrderState) {
  return {
    id: String(order._id),
    version: order.version,
    status: order.status,
    userId: order.userId,
    expiresAt: order.expiresAt.toISOString(),
    ticket: { id: order.ticket.id, price: order.ticket.price },
  };
}
