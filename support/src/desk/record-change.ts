import type { Transaction } from '@ticketing/common/outbox';
import type { Audience, Change, TicketState } from '../domain/change';
import { SupportCreatedPublisher, SupportUpdatedPublisher } from '../events/publishers';
import type { Models } from '../models';
import type { SupportTicketDocument } from '../models/support-ticket';

/** Who made which change, when, and whom it may be told to. */
export interface ChangeRecord {
  /** User id, or null when the platform did it. */
  actor: string | null;
  at: Date;
  changes: Change[];
  audience?: Audience;
}

/** The part of a stored ticket that can be changed. */
export function toTicketState(ticket: SupportTicketDocument): TicketState {
  const { title, description, ticketPriority, status, assignee } = ticket;
  return { title, description, ticketPriority, status, assignee };
}

/**
 * Saves a ticket, which raises its version by one, and in the same transaction the entry of its history and the one
 * event of that version.
 */
export async function recordChange(
  { history }: Pick<Models, 'history'>,
  tx: Transaction,
  ticket: SupportTicketDocument,
  { actor, at, changes, audience = 'everyone' }: ChangeRecord,
): Promise<void> {
  const publisher = ticket.isNew ? new SupportCreatedPublisher(tx) : new SupportUpdatedPublisher(tx);
  // Its reporter sees this time.
  if (audience === 'everyone') ticket.updatedAt = at;
  await ticket.save({ session: tx.session });
  const { version, reporter } = ticket;
  const id = String(ticket._id);
  await history.create([{ supportId: id, version, actor, at, changes, audience }], { session: tx.session });
  await publisher.publish({
    id,
    version,
    reporter,
    ...toTicketState(ticket),
    actor,
    changes,
    ...(audience === 'staff' ? { audience } : {}),
  });
}
