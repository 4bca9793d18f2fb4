import {
  type OrderCreatedEvent,
  type OrderUpdatedEvent,
  type PlacesUpdatedEvent,
  Subjects,
} from '@ticketing/common/contracts';
import { encode } from '@ticketing/common/messaging';
import { replaySource } from '@ticketing/common/replay';
import { Order } from '../models/order';
import { Ticket, type TicketFields } from '../models/ticket';
import { type OrderState, wholeOrder } from './publish-order-events';

/**
 * What orders tells once more. That an order was paid or has ended is its state; `order:completed` and `order:cancelled`, which
 * others act on, are told but once.
 */
export const replaySources = [
  replaySource('order', Order, (order: OrderState) => {
    const replayed = { at: order.updatedAt };
    const { version, cancelReason: reason } = order;
    return version === 0
      ? encode<OrderCreatedEvent>(Subjects.OrderCreated, wholeOrder(order), replayed)
      : encode<OrderUpdatedEvent>(
          Subjects.OrderUpdated,
          { ...wholeOrder(order), ...(reason && { reason }) },
          replayed,
        );
  }),
  replaySource(
    'places',
    Ticket,
    ({ _id, places }: TicketFields & { _id: unknown }) => {
      const { version = 0, quantity = 0, ticketVersion = 0 } = places ?? {};
      const data = { id: String(_id), version, quantity, ticketVersion };
      return encode<PlacesUpdatedEvent>(Subjects.PlacesUpdated, data, {});
    },
    { 'places.version': { $exists: true } },
  ),
];
