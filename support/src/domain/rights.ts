import { type CurrentUser, effectiveRole, type Rights } from '@ticketing/common/http';

/** Who asks: a signed-in user, with the role as last known. */
export type Actor = Pick<CurrentUser, 'id'> & Rights;

/** The people of a ticket, by user id. */
export interface People {
  reporter: string;
  assignee: string | null;
}

/** Reporter, assignee and admins may see, change and answer a ticket; nobody else. */
export function mayTakePart(actor: Actor, ticket: People): boolean {
  const role = effectiveRole(actor);
  if (role === 'admin' || ticket.reporter === actor.id) return true;
  return role === 'engineer' && ticket.assignee === actor.id;
}

/** Only the assignee and admins may give a ticket to another engineer. */
export function mayReassign(actor: Actor, ticket: People): boolean {
  const role = effectiveRole(actor);
  return role === 'admin' || (role === 'engineer' && ticket.assignee === actor.id);
}
