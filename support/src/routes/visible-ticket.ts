import { NotFoundError } from '@ticketing/common/errors';
import { missingRights } from '@ticketing/common/http';
import { type Actor, mayTakePart } from '../domain/rights';
import type { Models } from '../models';
import type { SupportTicketDocument } from '../models/support-ticket';

/**
 * The ticket, for someone who may see it.
 * @throws NotFoundError, NotAuthorizedError
 */
export async function visibleTicket(
  { tickets }: Pick<Models, 'tickets'>,
  id: string,
  viewer: Actor,
): Promise<SupportTicketDocument> {
  const ticket = await tickets.findById(id);
  if (!ticket) throw new NotFoundError('There is no such support ticket');
  // Defence: a report is its parties’ → if (false) {
  if (!mayTakePart(viewer, ticket)) {
    throw missingRights(viewer, 'Ticket can be seen only by its reporter, its assignee or an admin');
  }
  return ticket;
}
