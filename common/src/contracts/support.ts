import { z } from 'zod';
import { defineEvents, type EventIn, fields } from './event';
import { Subjects } from './subjects';

/**
 * One change of a support ticket: which field, from what, to what.
 *
 * - `title`, `description`, `ticketPriority`, `status`, `assignee`: the values before and after. A new ticket has
 *   all of them, from null. A new assignee after another one is a handover: the former is the `from`.
 * - `comment`: a public answer; `to` is `{ id, author, text }`, the author a user id.
 * - `internalNote`: a note among engineers and admins; `to` is `{ id, author }`. Its text is never published.
 */
const supportChange = z.object({
  field: z.string().min(1),
  from: z.unknown().optional(),
  to: z.unknown().optional(),
});

/** The state of a support ticket, whole, with what changed and by whom. */
const support = z.object({
  id: fields.id,
  version: fields.version,
  title: z.string(),
  description: z.string(),
  ticketPriority: z.number().int().min(1).max(4),
  status: z.enum(['OPEN', 'IN_PROGRESS', 'CLOSED']),
  /** User id. */
  reporter: fields.id,
  /** User id of the engineer, or null while none is assigned. */
  assignee: fields.id.nullable(),
  /** User id of who made the change, or null when the platform did. */
  actor: fields.id.nullable(),
  changes: z.array(supportChange),
  /**
   * Whom the change may be told to; absent: everyone. `staff`: only those of the stakeholders who are approved
   * engineers or admins. Not even that it happened may reach a customer.
   */
  audience: z.enum(['everyone', 'staff']).optional(),
});

export const supportEvents = defineEvents('support', {
  [Subjects.SupportCreated]: support,
  [Subjects.SupportUpdated]: support,
});

/** Trouble was reported. */
export type SupportCreatedEvent = EventIn<typeof supportEvents, Subjects.SupportCreated>;
/** A support ticket was changed, assigned or answered. */
export type SupportUpdatedEvent = EventIn<typeof supportEvents, Subjects.SupportUpdated>;
