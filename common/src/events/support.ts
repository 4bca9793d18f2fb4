import { z } from 'zod';
import { fields } from './event';

/** One change of a support ticket: which field, from what, to what. */
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
});
