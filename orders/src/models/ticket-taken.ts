const DUPLICATE_KEY = 11000;

/** Whether an error says that the ticket already has an order that isn't cancelled. */
export function isTicketTaken(error: unknown): boolean {
  const { code, keyPattern } = error as { code?: number; keyPattern?: Record<string, unknown> };
  return code === DUPLICATE_KEY && keyPattern !== undefined && 'ticket.id' in keyPattern;
}
