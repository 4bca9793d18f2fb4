/** The index that lets a ticket have one order that isn't cancelled. */
export const ONE_LIVE_ORDER_PER_TICKET = 'one_live_order_per_ticket';

const DUPLICATE_KEY = 11000;

/** Whether an error says that the ticket already has an order that isn't cancelled. */
export function isTicketTaken(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: string };
  // Single and bulk writes report the key differently, but both name the index.
  return code === DUPLICATE_KEY && message?.includes(ONE_LIVE_ORDER_PER_TICKET) === true;
}
