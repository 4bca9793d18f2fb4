/** Where a support ticket stands. */
export const ticketStatuses = ['OPEN', 'IN_PROGRESS', 'CLOSED'] as const;
export type SupportStatus = (typeof ticketStatuses)[number];

/** The statuses in which a ticket counts as an engineer's work. */
export const openStatuses = ['OPEN', 'IN_PROGRESS'] as const satisfies readonly SupportStatus[];

/** Reads a status in upper or lower case; `undefined` when it is none. */
export function parseStatus(value: unknown): SupportStatus | undefined {
  if (typeof value !== 'string') return undefined;
  const upper = value.trim().toUpperCase();
  return ticketStatuses.find((status) => status === upper);
}

/** Whether there is still something to do. */
export function isOpen(status: SupportStatus): boolean {
  return status !== 'CLOSED';
}
