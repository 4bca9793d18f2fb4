import { createHash } from 'node:crypto';
import type { OrderCompletedEvent } from '@ticketing/common/contracts';

/** A place that was paid for. */
export interface PaidPlace {
  readonly ticketId: string;
  /** Its number among the places of the ticket, from 0. */
  readonly place: number;
  readonly seat?: string | undefined;
  /** What was paid for it, in units of the currency; missing of orders from before there were items. */
  readonly price?: number | undefined;
  readonly currency?: string | undefined;
}

/** The places of a paid order; an order from before there were items has the one of its ticket. */
export function paidPlaces({ items, ticket, currency }: OrderCompletedEvent['data']): PaidPlace[] {
  if (!items) return [{ ticketId: ticket.id, place: 0 }];
  return items.flatMap((item) =>
    item.places.map((place, nth) => ({
      ticketId: item.ticket.id,
      place,
      seat: item.seats?.[nth],
      price: item.ticket.price,
      currency,
    })),
  );
}

/** The id of the admission to a place: the same whoever issues it, and however often. */
export function admissionId(
  orderId: string,
  { ticketId, place }: Pick<PaidPlace, 'ticketId' | 'place'>,
): string {
  return createHash('sha256').update(`${orderId}:${ticketId}:${place}`).digest('hex').slice(0, 24);
}
