/** How urgent a support ticket is: 1 is the highest, 4 the lowest. */
export type TicketPriority = 1 | 2 | 3 | 4;

/** The priority of a ticket whose reporter gave none. */
export const DEFAULT_PRIORITY: TicketPriority = 4;

const priorities: readonly number[] = [1, 2, 3, 4];

/** Reads a priority from a number or its text (`4` or `"4"`); `undefined` when it is neither. */
export function parsePriority(value: unknown): TicketPriority | undefined {
  const number = typeof value === 'string' && /^\s*[1-4]\s*$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && priorities.includes(number) ? (number as TicketPriority) : undefined;
}
