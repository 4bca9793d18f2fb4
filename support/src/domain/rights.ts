import type { UserRole, UserStatus } from '@ticketing/common/contracts';
import { effectiveRole } from '@ticketing/common/http';

/** Who asks: a signed-in user, with the role as last known. */
export interface Actor {
  id: string;
  role: UserRole;
  status: UserStatus;
}

/** The people of a ticket, by user id. */
export interface People {
  reporter: string;
  assignee: string | null;
}

/** Engineers and admins in force. */
export function isStaff(actor: Pick<Actor, 'role' | 'status'>): boolean {
  return effectiveRole(actor) !== 'customer';
}

/** Reporter, assignee and admins may see, change and answer a ticket; nobody else. */
export function mayTakePart(actor: Actor, ticket: People): boolean {
  const standing = effectiveRole(actor);
  if (standing === 'admin' || ticket.reporter === actor.id) return true;
  return standing === 'engineer' && ticket.assignee === actor.id;
}

/** Only the assignee and admins may give a ticket to another engineer. */
export function mayReassign(actor: Actor, ticket: People): boolean {
  const standing = effectiveRole(actor);
  return standing === 'admin' || (standing === 'engineer' && ticket.assignee === actor.id);
}
