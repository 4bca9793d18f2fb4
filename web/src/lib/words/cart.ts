/** The most places that one order holds. */
export const MAX_PLACES_PER_ORDER = 10;

/** What of one ticket is wanted: so many places, or these seats. */
export interface CartLine {
  ticketId: string;
  title: string;
  /** Of a place, as it was shown. */
  price: number;
  quantity: number;
  seats?: readonly string[];
}

export type Cart = readonly CartLine[];

/** The cart with a line in place of the one of the same ticket, or without it when nothing is wanted of it any more. */
export function withLine(cart: Cart, line: CartLine): Cart {
  const isSame = ({ ticketId }: CartLine): boolean => ticketId === line.ticketId;
  if (line.quantity === 0) return cart.filter((other) => !isSame(other));
  return cart.some(isSame) ? cart.map((other) => (isSame(other) ? line : other)) : [...cart, line];
}

export function countPlaces(cart: Cart): number {
  return cart.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** What all of it costs, in whole cents of the currency's unit. */
export function sumPrices(cart: Cart): number {
  return cart.reduce((cents, { price, quantity }) => cents + Math.round(price * 100) * quantity, 0) / 100;
}
