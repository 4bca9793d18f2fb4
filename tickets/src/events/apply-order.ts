import { isNextVersion } from '@ticketing/common/messaging';
import type { Outbox, Transaction } from '@ticketing/common/outbox';
import { holdingOrder, type Hold } from '../domain/hold';
import { singlePlace } from '../domain/places';
import { Ticket } from '../models/ticket';
import { TicketHold, type TicketHoldFields } from '../models/ticket-hold';
import { toTicketUpdated } from './ticket-event';
import { TicketUpdatedPublisher } from './publishers';

/** What an order event says of its ticket. */
export interface OrderChange {
  readonly orderId: string;
  readonly version: number;
  readonly ticketId: string;
  readonly state: Hold['state'];
}

/**
 * Applies one version of an order to its ticket, and publishes the ticket if that changed who holds it.
 *
 * @throws GapError when an earlier version of the order is missing
 * @throws Error when there is no such ticket
 */
export async function applyOrder(outbox: Outbox, change: OrderChange): Promise<void> {
  await outbox.transaction(async (tx) => {
    const known = await TicketHold.findById(change.orderId).session(tx.session).lean();
    const { orderId, version } = change;
    if (isNextVersion({ aggregate: `order:${orderId}`, version }, known?.version))
      await applyNext(tx, change, known);
  });
}

async function applyNext(
  tx: Transaction,
  change: OrderChange,
  known: TicketHoldFields | null,
): Promise<void> {
  const { session } = tx;
  // Writing the ticket first lets two orders of it conflict: each must see the other's row to find the holder.
  const ticket = await Ticket.findOneAndUpdate(
    { _id: change.ticketId },
    { $inc: { holdSequence: 1 } },
    { session, returnDocument: 'after', timestamps: false },
  );
  if (!ticket)
    throw new Error(`order ${change.orderId} is for ticket ${change.ticketId}, which does not exist`);
  await TicketHold.updateOne(
    { _id: change.orderId },
    {
      $set: { ticketId: change.ticketId, version: change.version, state: change.state },
      $setOnInsert: { sequence: known?.sequence ?? ticket.holdSequence },
    },
    { upsert: true, session },
  );
  const holds = await TicketHold.find({ ticketId: change.ticketId, state: { $ne: 'ended' } }, null, {
    session,
  }).lean();
  const holder = holdingOrder(
    ticket.orderId,
    holds.map(({ _id, state, sequence }) => ({ orderId: _id, state, sequence })),
  );
  if (holder.orderId === ticket.orderId && holder.status === ticket.status) return;
  ticket.set({ ...holder, ...singlePlace(holder.status, ticket.withdrawn) });
  await ticket.save({ session });
  await new TicketUpdatedPublisher(tx).publish(toTicketUpdated(ticket.toObject()));
}
