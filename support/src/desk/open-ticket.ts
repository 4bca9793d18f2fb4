import type { ClientSession } from 'mongoose';
import { BadRequestError } from '@ticketing/common/errors';
import { changesBetween } from '../domain/change';
import type { TicketPriority } from '../domain/priority';
import type { SupportTicketDocument } from '../models/support-ticket';
import { type SupportContext, exclusive } from './desk';
import { recordChange, toTicketState } from './record-change';

/** What a reporter tells: valid and normalised. */
export interface OpenTicketInput {
  title: string;
  description: string;
  ticketPriority: TicketPriority;
  orderId?: string | undefined;
  ticketId?: string | undefined;
}

/** Runs in the transaction, once the ticket is saved. */
export type OnSaved<T> = (saved: T, session: ClientSession) => Promise<void>;

/**
 * Opens a ticket and assigns it, in one transaction, to the approved engineer with the fewest open ones; with none it
 * waits for the dispatcher.
 *
 * @param reporter user id
 * @throws BadRequestError when a link isn't known or isn't the reporter's
 */
export async function openTicket(
  desk: SupportContext,
  input: OpenTicketInput,
  reporter: string,
  onSaved?: OnSaved<SupportTicketDocument>,
): Promise<SupportTicketDocument> {
  const { title, description, ticketPriority, orderId, ticketId } = input;
  await checkLinks(desk, input, reporter);
  const { tickets, engineers } = desk.models;
  const opened = await desk.outbox.transaction(
    async (tx) => {
      const at = desk.now();
      const ticket = new tickets({
        title,
        description,
        ticketPriority,
        status: 'OPEN',
        reporter,
        assignee: await engineers.takeFewest(tx.session),
        orderId: orderId ?? null,
        ticketId: ticketId ?? null,
        createdAt: at,
        updatedAt: at,
      });
      await recordChange(desk.models, tx, ticket, {
        actor: reporter,
        at,
        changes: changesBetween(null, toTicketState(ticket)),
      });
      await onSaved?.(ticket, tx.session);
      return ticket;
    },
    { exclusive: [exclusive.engineers] },
  );
  // An engineer may have been approved while this was being written.
  if (opened.assignee === null) desk.wake();
  return opened;
}

async function checkLinks(
  { models: { orders, ticketsForSale } }: SupportContext,
  { orderId, ticketId }: OpenTicketInput,
  reporter: string,
): Promise<void> {
  // One answer for what is unknown and what is another's: whether it exists is nobody else's business.
  if (orderId !== undefined && !(await orders.belongsTo(orderId, reporter))) {
    throw new BadRequestError('orderId must be one of your own orders', { field: 'orderId' });
  }
  if (ticketId !== undefined && !(await ticketsForSale.belongsTo(ticketId, reporter))) {
    throw new BadRequestError('ticketId must be one of your own tickets for sale', { field: 'ticketId' });
  }
}
