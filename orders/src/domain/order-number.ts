/** What people call an order by, as its page does: the end of its id in groups of four, as `EDF3-65A6`. */
export const orderNumber = (id: string): string => `${id.slice(-8, -4)}-${id.slice(-4)}`.toUpperCase();

/** The end of the id that a number stands for, however it was typed; `undefined` for what is none. */
export function parseOrderNumber(typed: string): string | undefined {
  const end = typed.replace(/[\s-]/g, '').toLowerCase();
  return /^[0-9a-f]{8}$/.test(end) ? end : undefined;
}
