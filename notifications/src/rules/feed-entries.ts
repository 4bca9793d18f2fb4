import type { NewFeedEntry } from '../live/feed/feed-entry';
import type { OrderReplica, PaymentReplica, TicketReplica } from '../replicas/replicas';
import { publicState } from './tickets';

/** What everyone who watches a ticket may see of it. */
export interface TicketSnapshot {
  id: string;
  version: number;
  title: string;
  price: number;
  state: 'free' | 'reserved' | 'sold';
}

export function ticketSnapshot({ _id, version, title, price, status }: TicketReplica): TicketSnapshot {
  return { id: _id, version, title, price, state: publicState(status) };
}

/** To all who watch the ticket. */
export function ticketEntry(ticket: TicketReplica): NewFeedEntry {
  return {
    key: `ticket:${ticket._id}:${ticket.version}`,
    scope: `ticket:${ticket._id}`,
    event: 'ticket',
    data: ticketSnapshot(ticket),
  };
}

/** To the buyer. */
export function orderEntry(order: OrderReplica): NewFeedEntry {
  const { _id, version, status, userId, expiresAt, ticketId, price, reason } = order;
  return {
    key: `order:${_id}:${version}`,
    scope: `user:${userId}`,
    event: 'order',
    data: {
      id: _id,
      version,
      status,
      expiresAt: expiresAt.toISOString(),
      ticket: { id: ticketId, price },
      ...(reason ? { cancelReason: reason } : {}),
    },
  };
}

/** To the buyer. */
export function paymentEntry(payment: PaymentReplica, userId: string): NewFeedEntry {
  const { _id, version, orderId, status } = payment;
  return {
    key: `payment:${_id}:${version}`,
    scope: `user:${userId}`,
    event: 'payment',
    data: { id: _id, version, orderId, status },
  };
}
