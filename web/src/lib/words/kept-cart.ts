import type { Cart } from './cart';

/** A cart that was kept as JSON; an empty one where none was. */
export function readCart(json: string | null): Cart {
  return json === null ? [] : (JSON.parse(json) as Cart);
}

/** What of a cart is still free of these tickets: the seats that nobody took, or as many places as are left. */
export function stillFree(
  cart: Cart,
  tickets: readonly { id: string; available: number; taken?: readonly string[] | undefined }[],
): Cart {
  return cart.flatMap((line) => {
    const ticket = tickets.find(({ id }) => id === line.ticketId);
    if (ticket === undefined) return [];
    const seats = line.seats?.filter((seat) => !ticket.taken?.includes(seat));
    const quantity = seats?.length ?? Math.min(line.quantity, ticket.available);
    return quantity === 0 ? [] : [{ ...line, quantity, ...(seats && { seats }) }];
  });
}
