import { isDuplicateKey } from '@ticketing/common/errors';

/** The index that lets a ticket have one order that isn't cancelled. */
export const ONE_LIVE_ORDER_PER_TICKET = 'one_live_order_per_ticket';

/** Whether an error says that the ticket already has an order that isn't cancelled. */
export function isTicketTaken(error: unknown): boolean {
  // Single and bulk writes report the key differently, but both name the index.
  return isDuplicateKey(error) && (error as Error).message?.includes(ONE_LIVE_ORDER_PER_TICKET);
}
