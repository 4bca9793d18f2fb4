import type { SupportStatus } from './status';
import type { TicketPriority } from './priority';

/** Characters of a title, at the most. */
export const MAX_TITLE = 200;
/** Characters of a description or an answer, at the most. */
export const MAX_TEXT = 10_000;

/** One change of a ticket, as history and events tell it. */
export interface Change {
  field: string;
  from: unknown;
  to: unknown;
}

/**
 * Whom a change may be told to. `staff`: engineers and admins in force only; nothing of it, not even that it
 * happened, may reach a customer.
 */
export type Audience = 'everyone' | 'staff';

/** What of a ticket can be changed, and is told in history. */
export interface TicketState {
  title: string;
  description: string;
  ticketPriority: TicketPriority;
  status: SupportStatus;
  /** User id of the engineer, or null while the ticket waits for one. */
  assignee: string | null;
}

/** Fields to set; those that are absent stay. */
export type TicketPatch = { [F in keyof TicketState]?: TicketState[F] | undefined };

const fields = ['title', 'description', 'ticketPriority', 'status', 'assignee'] as const;

/** The state with a patch applied. */
export function patched(state: TicketState, patch: TicketPatch): TicketState {
  return {
    title: patch.title ?? state.title,
    description: patch.description ?? state.description,
    ticketPriority: patch.ticketPriority ?? state.ticketPriority,
    status: patch.status ?? state.status,
    assignee: patch.assignee === undefined ? state.assignee : patch.assignee,
  };
}

/** What differs between two states, field by field. Without a state before, all of the state after is new. */
export function changesBetween(before: TicketState | null, after: TicketState): Change[] {
  return fields.flatMap((field) => {
    const from = before ? before[field] : null;
    return from === after[field] && before ? [] : [{ field, from, to: after[field] }];
  });
}

/** A public answer, told with its text. */
export function commentAdded(comment: { id: string; author: string; text: string }): Change {
  return { field: 'comment', from: null, to: { id: comment.id, author: comment.author, text: comment.text } };
}

/** An internal note: its text never leaves the help desk's own database. */
export function internalNoteAdded(note: { id: string; author: string }): Change {
  return { field: 'internalNote', from: null, to: { id: note.id, author: note.author } };
}
