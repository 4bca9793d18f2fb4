import { BadRequestError, ConflictError, NotFoundError } from '@ticketing/common/errors';
import { isPrice, PRICE_RANGE } from '@ticketing/common/money';
import type { InsertBatch, Outbox } from '@ticketing/common/outbox';
import { toExpiry } from './domain/order';
import { publishOrderCreated } from './events/publish-order-events';
import { newOrder, Order } from './models/order';
import type { OrderRow } from './models/order-view';
import { isTicketTaken } from './models/ticket-taken';
import { isSlotTaken } from './models/unpaid-slot';
import { TicketAvailabilityLoader } from './ticket-availability';
import { anySlot, findFreeSlot } from './unpaid-slots';

const offers = new TicketAvailabilityLoader();

/** Who wants which ticket, and for how long it is held. */
export interface PlaceOrder {
  readonly userId: string;
  readonly ticketId: string;
  /** What the buyer was shown, in currency units; any, if not given. */
  readonly price?: number | undefined;
  readonly windowSeconds: number;
  /** How many unpaid orders the buyer may have, this one included. */
  readonly maxUnpaid: number;
  readonly now: Date;
}

/** What is saved together with an order, for example its answer. */
export type WithOrder = (batch: InsertBatch, order: OrderRow) => Promise<void> | undefined;

/**
 * Reserves a ticket. Whether it is free is decided by the database's unique index alone, however many buyers ask at
 * the same instant and on however many replicas; looking first only spares those who are late.
 *
 * An order has the price of the ticket as this service knows it, and is not made when its buyer was shown another.
 *
 * @param within saved with the order, if given
 * @throws NotFoundError when no such ticket is known
 * @throws ConflictError when it costs something else than the buyer was shown
 * @throws TooManyRequestsError when the buyer has as many unpaid orders as they may
 * @throws BadRequestError when it is taken, or its price is from before there were limits and can't be paid
 */
export async function placeOrder(outbox: Outbox, wanted: PlaceOrder, within?: WithOrder): Promise<OrderRow> {
  const { userId, price: shown, windowSeconds, maxUnpaid, now } = wanted;
  // The unique index compares text: an id in capitals is the same ticket.
  const ticketId = wanted.ticketId.toLowerCase();
  const offer = await (shown === undefined ? offers.find(ticketId) : offers.findAtPrice(ticketId, shown));
  if (!offer) throw new NotFoundError('There is no such ticket');
  if (offer.taken) throw taken();
  const { title, price } = offer;
  if (shown !== undefined && shown !== price) throw priceChanged(price);
  if (!isPrice(price)) throw notPayable();
  const attributes = {
    userId,
    expiresAt: toExpiry(now, windowSeconds),
    ticket: { id: ticketId, title, price },
  };
  for (let slot = anySlot(maxUnpaid); ; slot = await findFreeSlot(userId, maxUnpaid, now)) {
    const order = newOrder({ ...attributes, slot }, now);
    try {
      await save(outbox, order, within);
      return order;
    } catch (error) {
      if (isTicketTaken(error)) throw taken();
      if (!isSlotTaken(error)) throw error;
    }
  }
}

function save(outbox: Outbox, order: ReturnType<typeof newOrder>, within?: WithOrder): Promise<void> {
  return outbox.insert(async (batch) => {
    batch.insert(Order.collection, order);
    await publishOrderCreated(batch, order);
    await within?.(batch, order);
  });
}

function taken(): BadRequestError {
  return new BadRequestError('Ticket is already reserved', { field: 'ticketId' });
}

function priceChanged(price: number): ConflictError {
  const message = `The price of the ticket is now ${price.toFixed(2)}`;
  return new ConflictError(message, { field: 'price', code: 'price_changed', price });
}

function notPayable(): BadRequestError {
  return new BadRequestError(
    `Cards are charged ${PRICE_RANGE}, so nobody can pay this ticket until its price changes`,
    {
      field: 'ticketId',
      code: 'not_payable',
    },
  );
}
