import { isOpen } from './status';
import type { TicketState } from './change';

type Held = Pick<TicketState, 'status' | 'assignee'>;

/** How a change moves the counts of open tickets: who has one fewer, and who has one more. */
export interface WorkloadChange {
  release: string | null;
  take: string | null;
}

/** The engineer on whom a ticket weighs: its assignee while it is open. */
export function heldBy(ticket: Held): string | null {
  return isOpen(ticket.status) ? ticket.assignee : null;
}

/** What a change of a ticket does to the engineers' counts; nothing when the same engineer goes on with it. */
export function workloadChange(before: Held | null, after: Held): WorkloadChange {
  const held = before ? heldBy(before) : null;
  const holds = heldBy(after);
  return held === holds ? { release: null, take: null } : { release: held, take: holds };
}

/** Whether a closed ticket is taken up again. */
export function isReopened(before: Pick<TicketState, 'status'>, after: Pick<TicketState, 'status'>): boolean {
  return !isOpen(before.status) && isOpen(after.status);
}
