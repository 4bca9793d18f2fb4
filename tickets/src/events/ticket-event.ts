import type { TicketCreatedEvent, TicketUpdatedEvent } from '@ticketing/common/contracts';
import { shownPlaces } from '../domain/places';
import { rowPlaces, setFields, type TicketRow } from '../models/ticket-view';

const limits = [
  'showId',
  'currency',
  'maxPerOrder',
  'maxPerBuyer',
  'pendingQuantity',
  'withdrawn',
  'resaleOf',
] as const;

function toState(row: TicketRow) {
  const { _id, version, title, price, userId, saleStartsAt, saleEndsAt } = row;
  return {
    id: String(_id),
    version,
    title,
    price,
    userId,
    quantity: row.quantity ?? 1,
    ...setFields(row, limits),
    ...(saleStartsAt ? { saleStartsAt: saleStartsAt.toISOString() } : {}),
    ...(saleEndsAt ? { saleEndsAt: saleEndsAt.toISOString() } : {}),
  };
}

const toSeats = ({ seats }: TicketRow) => (seats?.length ? { seats: [...seats] } : {});

export function toTicketCreated(row: TicketRow): TicketCreatedEvent['data'] {
  return { ...toState(row), ...toSeats(row) };
}

/** @param seatsChanged whether the labels, of which there may be thousands, have to be told */
export function toTicketUpdated(row: TicketRow, { seatsChanged = false } = {}): TicketUpdatedEvent['data'] {
  const { held, sold } = shownPlaces(rowPlaces(row));
  const { orderId, status } = row;
  return { ...toState(row), ...(seatsChanged ? toSeats(row) : {}), orderId, status, held, sold };
}
