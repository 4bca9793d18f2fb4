import { NotAuthorizedError, NotFoundError } from '@ticketing/common/errors';
import { isStaff, missingRights } from '@ticketing/common/http';
import type { Transaction } from '@ticketing/common/outbox';
import type { ClientSession } from 'mongoose';
import { changesBetween, patched, type TicketPatch } from '../domain/change';
import { type Actor, mayReassign, mayTakePart } from '../domain/rights';
import { heldBy } from '../domain/workload';
import type { SupportTicketDocument } from '../models/support-ticket';
import { type SupportContext, exclusive } from './desk';
import { moveWorkload } from './move-workload';
import { recordChange, toTicketState } from './record-change';

/** Why somebody else may not change a ticket. */
export const NOT_YOURS = 'Ticket can be updated only by its reporter, its assignee or an admin';

/** `stale`: the ticket is not at the version the change was made on, and nothing was changed. */
export interface ChangeResult {
  outcome: 'changed' | 'unchanged' | 'stale';
  ticket: SupportTicketDocument;
}

/**
 * Changes a ticket. A write by somebody else at the same time makes it start over on what that left, so that fields
 * the patch doesn't name are never lost; with `version` given it then ends as `stale`.
 *
 * @param version the version the patch was made on; without it the patch goes on top of whatever there is
 * @throws NotFoundError, NotAuthorizedError, BadRequestError; UnavailableError when too many write at the same time
 */
export async function changeTicket(
  desk: SupportContext,
  id: string,
  { patch, version }: { patch: TicketPatch; version?: number | undefined },
  actor: Actor,
): Promise<ChangeResult> {
  const { tickets, engineers } = desk.models;
  let freed = false;
  const change = async (tx: Transaction): Promise<ChangeResult> => {
    freed = false;
    const ticket = await tickets.findById(id).session(tx.session);
    if (!ticket) throw new NotFoundError('There is no such support ticket');
    if (!mayTakePart(actor, ticket)) throw missingRights(actor, NOT_YOURS);
    if (version !== undefined && (await isStale(desk, ticket, version, actor, tx.session)))
      return { outcome: 'stale', ticket };
    const before = toTicketState(ticket);
    const wanted = patched(before, patch);
    if (wanted.assignee !== before.assignee && !mayReassign(actor, ticket)) {
      throw new NotAuthorizedError('Only the assignee or an admin can give a ticket to another engineer', {
        field: 'assignee',
      });
    }
    const after = await moveWorkload(engineers, before, wanted, tx.session);
    const changes = changesBetween(before, after);
    if (changes.length === 0) return { outcome: 'unchanged', ticket };
    freed = heldBy(before) !== null && heldBy(before) !== heldBy(after);
    ticket.set(after);
    await recordChange(desk.models, tx, ticket, { actor: actor.id, at: desk.now(), changes });
    return { outcome: 'changed', ticket };
  };
  const moves = patch.status !== undefined || patch.assignee !== undefined;
  const result = await desk.outbox.transaction(change, {
    exclusive: [exclusive.ticket(id), ...(moves ? [exclusive.engineers] : [])],
  });
  if (freed || (result.outcome === 'changed' && waits(result.ticket))) desk.wake();
  return result;
}

/**
 * Whether there was a change since `version`, of those that the actor may be told of. An internal note changes no field, and
 * a customer who was refused because of one would know that there is one.
 */
async function isStale(
  { models: { history } }: SupportContext,
  ticket: SupportTicketDocument,
  version: number,
  actor: Actor,
  session: ClientSession,
): Promise<boolean> {
  if (version === ticket.version) return false;
  // Defence: a conflict tells customers of no internal note → return true;
  if (version > ticket.version || isStaff(actor)) return true;
  const newer = { supportId: String(ticket._id), version: { $gt: version }, audience: 'everyone' as const };
  return (await history.exists(newer).session(session)) !== null;
}

function waits(ticket: SupportTicketDocument): boolean {
  return ticket.assignee === null && ticket.status !== 'CLOSED';
}
