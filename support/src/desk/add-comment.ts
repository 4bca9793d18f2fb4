import { NotAuthorizedError, NotFoundError } from '@ticketing/common/errors';
import { isStaff, missingRights } from '@ticketing/common/http';
import type { Transaction } from '@ticketing/common/outbox';
import { changesBetween, commentAdded, internalNoteAdded } from '../domain/change';
import { type Actor, mayTakePart } from '../domain/rights';
import { isOpen } from '../domain/status';
import type { CommentDocument } from '../models/comment';
import { type SupportContext, exclusive } from './desk';
import { NOT_YOURS } from './change-ticket';
import { moveWorkload } from './move-workload';
import type { OnSaved } from './open-ticket';
import { recordChange, toTicketState } from './record-change';

/** An answer: valid and normalised. */
export interface CommentInput {
  text: string;
  internal: boolean;
}

/**
 * Answers on a ticket, publicly or as an internal note. The reporter's answer to a closed ticket opens it again, in
 * the same version.
 *
 * @throws NotFoundError, NotAuthorizedError; UnavailableError when too many write to the ticket at the same time
 */
export async function addComment(
  desk: SupportContext,
  id: string,
  { text, internal }: CommentInput,
  actor: Actor,
  onSaved?: OnSaved<CommentDocument>,
): Promise<CommentDocument> {
  const { tickets, comments, engineers } = desk.models;
  const add = async (tx: Transaction): Promise<CommentDocument> => {
    const ticket = await tickets.findById(id).session(tx.session);
    if (!ticket) throw new NotFoundError('There is no such support ticket');
    if (!mayTakePart(actor, ticket)) throw missingRights(actor, NOT_YOURS);
    if (internal && !isStaff(actor)) {
      throw new NotAuthorizedError('Internal notes can be written only by engineers and admins', {
        field: 'internal',
      });
    }
    const at = desk.now();
    const comment = new comments({
      supportId: id,
      version: ticket.version + 1,
      author: actor.id,
      text,
      internal,
      createdAt: at,
    });
    const told = { id: String(comment._id), author: actor.id, text };
    const before = toTicketState(ticket);
    const reopens = !internal && actor.id === ticket.reporter && !isOpen(ticket.status);
    const after = reopens
      ? await moveWorkload(engineers, before, { ...before, status: 'OPEN' }, tx.session)
      : before;
    ticket.set(after);
    await recordChange(desk.models, tx, ticket, {
      actor: actor.id,
      at,
      changes: [internal ? internalNoteAdded(told) : commentAdded(told), ...changesBetween(before, after)],
      audience: internal ? 'staff' : 'everyone',
    });
    await comment.save({ session: tx.session });
    await onSaved?.(comment, tx.session);
    return comment;
  };
  return desk.outbox.transaction(add, { exclusive: [exclusive.ticket(id)] });
}
