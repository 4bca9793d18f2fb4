import { BadRequestError, NotFoundError, type Outbox, type Transaction } from '@ticketing/common';
import { expiryOf } from './domain/order';
import { saveNew } from './events/order-facts';
import { Order, type OrderDocument } from './models/order';
import { Ticket } from './models/ticket';
import { isTicketTaken } from './models/ticket-taken';

/** Who wants which ticket, and for how long it is held. */
export interface PlaceOrder {
  readonly userId: string;
  readonly ticketId: string;
  readonly windowSeconds: number;
  readonly now: Date;
}

/**
 * Reserves a ticket. Whether it is free is decided by the database's unique index alone, however many buyers ask at
 * the same instant and on however many replicas.
 *
 * @param within further work of the same transaction, for example to remember the answer
 * @throws NotFoundError when no such ticket is known
 * @throws BadRequestError when it is taken
 */
export async function placeOrder(
  outbox: Outbox,
  { userId, ticketId, windowSeconds, now }: PlaceOrder,
  within: (tx: Transaction, order: OrderDocument) => Promise<void> = () => Promise.resolve(),
): Promise<OrderDocument> {
  const ticket = await Ticket.findById(ticketId, { title: 1, price: 1 }).lean();
  if (!ticket) throw new NotFoundError('There is no such ticket');
  let tries = 0;
  try {
    return await outbox.transaction(async (tx) => {
      tries += 1;
      // Losing a race shows as a conflict first; asking before the second try spares the losers another one.
      if (tries > 1 && (await Order.exists({ 'ticket.id': ticketId, holds: true }))) throw taken();
      const order = Order.build({
        userId,
        expiresAt: expiryOf(now, windowSeconds),
        ticket: { id: ticketId, title: ticket.title, price: ticket.price },
      });
      await saveNew(tx, order);
      await within(tx, order);
      return order;
    });
  } catch (error) {
    throw isTicketTaken(error) ? taken() : error;
  }
}

function taken(): BadRequestError {
  return new BadRequestError('Ticket is already reserved', { field: 'ticketId' });
}
