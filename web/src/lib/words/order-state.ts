import type { Order } from '../api/types';

export type Tone = 'good' | 'wait' | 'bad' | 'quiet';

export interface Described {
  label: string;
  tone: Tone;
  /** Another drawing than the tone's own. */
  icon?: 'check';
  /** One sentence that says what it means for the reader. */
  detail: string;
}

const cancelReasons: Record<string, string> = {
  user: 'You cancelled it. Nothing was charged.',
  refunded: 'The payment was returned to you.',
  'show-cancelled': 'The event was cancelled. What you have paid is returned to you.',
  'resale-withdrawn': 'Its holder no longer sells the ticket. What you have paid is returned to you.',
};

/** An order in words, for its buyer. */
export function describeOrder(order: Pick<Order, 'status' | 'cancelReason' | 'items'>): Described {
  const isSingle = isSinglePlace(order);
  switch (order.status) {
    case 'created':
      return {
        label: 'Reserved',
        tone: 'wait',
        detail: `${isSingle ? 'The ticket is' : 'The tickets are'} held for you until the time runs out.`,
      };
    case 'awaiting:payment':
      return {
        label: 'Payment pending',
        tone: 'wait',
        detail: 'The payment isn’t finished yet: see below what is next.',
      };
    case 'complete':
      return {
        label: 'Paid',
        tone: 'good',
        detail: isSingle ? 'The ticket is yours.' : 'The tickets are yours.',
      };
    case 'cancelled':
      return {
        label:
          order.cancelReason === 'expired'
            ? 'Expired'
            : order.cancelReason === 'refunded'
              ? 'Refunded'
              : 'Cancelled',
        tone: 'quiet',
        detail:
          order.cancelReason === 'expired'
            ? `The time to pay ran out, so the ${isSingle ? 'ticket' : 'tickets'} went back on sale.`
            : (cancelReasons[order.cancelReason ?? ''] ?? 'This order has ended.'),
      };
  }
}

/** What a paid order says whose admissions were all taken back. */
export function describeVoid(order: Pick<Order, 'items'>): string {
  return isSinglePlace(order)
    ? 'The ticket is void: its code opens no door any more.'
    : 'All the tickets are void: their codes open no door any more.';
}

/** The show that all of an order is for. */
export function orderedShow({ items }: Pick<Order, 'items'>): string | undefined {
  const [id, ...others] = new Set(items.map(({ ticket }) => ticket.showId));
  return others.length === 0 ? id : undefined;
}

/** What people call an order by, as on its page: the end of its id, in groups of four. */
export function orderNumber({ id }: Pick<Order, 'id'>): string {
  return id
    .slice(-8)
    .toUpperCase()
    .replace(/(.{4})(?=.)/, '$1-');
}

/** Whether an order still holds its ticket. */
export function isLive(order: Pick<Order, 'status'>): boolean {
  return order.status === 'created' || order.status === 'awaiting:payment';
}

/** Whether an order is for one place of one ticket. */
export function isSinglePlace({ items }: Pick<Order, 'items'>): boolean {
  return items.length === 1 && items[0]?.quantity === 1;
}

/** What an order is called: its ticket, and that there are others. */
export function orderTitle({ ticket, items }: Pick<Order, 'ticket' | 'items'>): string {
  const others = items.length - 1;
  return others === 0 ? ticket.title : `${ticket.title} and ${others} more`;
}
