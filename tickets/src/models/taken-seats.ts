import { TicketHold } from './ticket-hold';
import type { TicketRow } from './ticket-view';

/** Tickets whose taken seats are remembered, at the most. */
const MAX_REMEMBERED = 50;
const remembered = new Map<string, { readonly version: number; readonly taken: Promise<string[]> }>();

/**
 * Labels of the seats that are held or sold; `undefined` for a ticket without seats. They change with the ticket's version
 * only, so that a hot ticket's are read once for each.
 */
export function takenSeats(ticket: TicketRow): Promise<string[] | undefined> {
  const { seats, version } = ticket;
  if (!seats?.length) return Promise.resolve(undefined);
  const id = String(ticket._id);
  const known = remembered.get(id);
  if (known?.version === version) return known.taken;
  const taken = readTaken(id, seats);
  remembered.delete(id);
  remembered.set(id, { version, taken });
  if (remembered.size > MAX_REMEMBERED) remembered.delete(remembered.keys().next().value!);
  taken.catch(() => remembered.delete(id));
  return taken;
}

async function readTaken(ticketId: string, seats: readonly string[]): Promise<string[]> {
  const filter = { ticketId, state: { $ne: 'ended' as const } };
  const holds = await TicketHold.find(filter, { places: 1, quantity: 1 }).lean();
  const counts = new Map<number, number>();
  for (const { places = [], quantity = 1 } of holds)
    for (const place of places) counts.set(place, (counts.get(place) ?? 0) + Math.sign(quantity));
  return seats.filter((_label, place) => (counts.get(place) ?? 0) > 0);
}
