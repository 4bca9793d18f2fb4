import { OrderStatus } from '@ticketing/common/contracts';
import type { EventSink } from '@ticketing/common/messaging';
import { orderItems, orderTotal } from '../domain/items';
import type { OrderFields } from '../models/order';
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

/** Tells of a change with the one event that fits where the order stands now. */
export function publishOrderChanged(sink: EventSink, order: OrderState): Promise<void> {
  const { version, userId } = order;
  const id = String(order._id);
  const ended = { id, version, userId, ticket: { id: order.ticket.id }, ...whatWasOrdered(order) };
  switch (order.status) {
    case OrderStatus.Created:
    case OrderStatus.AwaitingPayment:
      return new OrderUpdatedPublisher(sink).publish(wholeOrder(order));
    case OrderStatus.Complete:
      if (order.refunded?.length) return new OrderUpdatedPublisher(sink).publish(wholeOrder(order));
      return new OrderCompletedPublisher(sink).publish(ended);
    case OrderStatus.Cancelled:
      return new OrderCancelledPublisher(sink).publish({ ...ended, reason: order.cancelReason ?? 'user' });
  }
}

export type OrderState = OrderFields & { _id: unknown };

export function wholeOrder(order: OrderState) {
  return {
    id: String(order._id),
    version: order.version,
    status: order.status,
    userId: order.userId,
    expiresAt: order.expiresAt.toISOString(),
    ticket: { id: order.ticket.id, price: order.ticket.price },
    ...whatWasOrdered(order),
  };
}

function toResale({ admissionId, surrendered, freed }: NonNullable<OrderState['resale']>) {
  return {
    admissionId,
    surrendered,
    ...(freed ? { freed: { ticketId: freed.ticketId, place: freed.place } } : {}),
  };
}

function whatWasOrdered(order: OrderState) {
  const { resale } = order;
  const items = orderItems(order).map(({ ticket: { id, price }, quantity, places, seats, resold }) => ({
    ticket: { id, price },
    quantity,
    places: [...places],
    ...(seats?.length ? { seats: [...seats] } : {}),
    ...(resold?.length ? { resold: [...resold] } : {}),
  }));
  const refunded = order.refunded?.map(({ ticket: { id, price }, quantity, places, seats }) => ({
    ticket: { id, price },
    quantity,
    places: [...places],
    ...(seats?.length ? { seats: [...seats] } : {}),
  }));
  return {
    items,
    ...orderTotal(order),
    ...(refunded?.length ? { refunded } : {}),
    ...(order.offer ? { offer: true as const } : {}),
    ...(resale ? { resale: toResale(resale) } : {}),
  };
}
