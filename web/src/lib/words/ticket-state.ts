import type { Order, Ticket } from '../api/types';
import { plural } from './format';
import { type Described, isLive } from './order-state';

type Sale = Pick<Ticket, 'status'> & Partial<Pick<Ticket, 'withdrawn' | 'held' | 'sold'>>;

/** Whether a ticket is off sale for good, with no place of it held or sold. */
export function isTakenBack({ withdrawn, held, sold }: Sale): boolean {
  return withdrawn === true && held === 0 && sold === 0;
}

/** A ticket in words, for someone who would like to buy it. */
export function describeTicket(ticket: Sale): Described {
  if (isTakenBack(ticket))
    return { label: 'Off sale', tone: 'quiet', detail: 'Its seller no longer sells it.' };
  switch (ticket.status) {
    case 'open':
      return {
        label: 'Available',
        tone: 'good',
        detail: 'Reserve it, and it is held for you while you pay.',
      };
    case 'reserved':
      return {
        label: 'Reserved',
        tone: 'wait',
        detail: 'Someone is paying for it. If they don’t, it is free again: this page shows it at once.',
      };
    case 'sold':
      return { label: 'Sold', tone: 'quiet', icon: 'check', detail: 'It has found its owner.' };
  }
}

/** A ticket in words, for whoever holds it or has bought it. */
export function describeOwn(order: Pick<Order, 'status'>): Described {
  if (order.status === 'complete')
    return { label: 'It’s yours', tone: 'good', detail: 'You have paid for it.' };
  const bank = order.status === 'awaiting:payment';
  return {
    label: 'You hold it',
    tone: 'wait',
    detail: bank ? 'Your payment is being confirmed.' : 'It is held for you while you pay.',
  };
}

/** Of one's orders of a ticket the one that holds it or has bought it. */
export function findHolding<T extends Pick<Order, 'status'>>(orders: readonly T[]): T | undefined {
  return orders.find((order) => isLive(order) || order.status === 'complete');
}

/** Why its seller can't edit a ticket now, or null when they can; of many places each order keeps its price. */
export function editLock(ticket: Pick<Ticket, 'status' | 'quantity'>): string | null {
  if (ticket.quantity > 1) return null;
  switch (ticket.status) {
    case 'open':
      return null;
    case 'reserved':
      return 'A buyer holds this ticket at the price they saw. You can edit it again if they don’t pay in time.';
    case 'sold':
      return 'This ticket is sold, so it can’t be changed any more.';
  }
}

/** What becomes of a quantity that was asked for and isn't granted yet; null when there is none. */
export function describePending({
  pendingQuantity,
  quantity,
}: Pick<Ticket, 'pendingQuantity' | 'quantity'>): string | null {
  if (pendingQuantity === undefined || pendingQuantity === quantity) return null;
  return `You asked for ${plural(pendingQuantity, 'place')}; there are ${quantity} now. It takes a moment, and places that were taken meanwhile stay.`;
}
