import { z } from 'zod';
import { fields } from './event';

/**
 * One change of a support ticket: which field, from what, to what.
 *
 * - `title`, `description`, `ticketPriority`, `status`, `assignee`: the values before and after. A new ticket tells
 *   all of them, from null. A new assignee after another one is a handover: the former is the `from`.
 * - `comment`: a public answer; `to` is `{ id, author, text }`, the author a user id.
 * - `internalNote`: a note among engineers and admins; `to` is `{ id, author }`. Its text is never told.
 */
export const supportChange = z.object({
  field: z.string().min(1),
  from: z.unknown().optional(),
  to: z.unknown().optional(),
});

/** The state of a support ticket, told whole, with what changed and by whom. */
export const supportData = z.object({
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
