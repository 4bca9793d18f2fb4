import { useEffect, useState } from 'react';
import { getSeats } from '../features/shows/api';
import type { ShowWithTickets } from '../lib/api/types';
import { type Cart, type CartLine, withLine } from '../lib/words/cart';

const keyFor = (showId: string): string => `cart:${showId}`;

function keep(showId: string, cart: Cart): void {
  if (cart.length === 0) sessionStorage.removeItem(keyFor(showId));
  else sessionStorage.setItem(keyFor(showId), JSON.stringify(cart));
}

/** What was chosen before of a show, as far as it is still free. */
async function restore({ id, tickets }: ShowWithTickets, signal: AbortSignal): Promise<Cart> {
  const json = sessionStorage.getItem(keyFor(id));
  if (json === null) return [];
  const { readCart, stillFree } = await import('../lib/words/kept-cart');
  const kept = readCart(json);
  const wanted = tickets.filter((ticket) => kept.some(({ ticketId }) => ticketId === ticket.id));
  const isSeated = (ticketId: string): boolean =>
    kept.some((line) => line.ticketId === ticketId && line.seats !== undefined);
  const known = wanted.map(async (ticket) => (isSeated(ticket.id) ? getSeats(ticket.id, signal) : ticket));
  return stillFree(kept, await Promise.all(known));
}

/** The places that are chosen of a show. They are kept in this tab while somebody signs in, until they are reserved. */
export function useCart(show: ShowWithTickets): {
  cart: Cart;
  choose: (line: CartLine) => void;
  forget: () => void;
} {
  const [cart, setCart] = useState<Cart>([]);
  const [initial] = useState(show);
  useEffect(() => {
    const controller = new AbortController();
    restore(initial, controller.signal).then(
      (kept) => {
        if (!controller.signal.aborted) setCart((chosen) => (chosen.length > 0 ? chosen : kept));
      },
      // What can't be looked up is chosen anew.
      () => undefined,
    );
    return () => controller.abort();
  }, [initial]);
  const choose = (line: CartLine): void => {
    const next = withLine(cart, line);
    keep(show.id, next);
    setCart(next);
  };
  return { cart, choose, forget: () => keep(show.id, []) };
}
