import { z } from 'zod';
import { defineFacts, type EventIn, fields } from './event';
import { Subjects } from './subjects';

const changed = z.record(z.string(), z.string().max(200)).optional();

export const auditFacts = defineFacts({
  [Subjects.AuditRecorded]: z.object({
    /** Dotted, the thing first: `payment.refunded`. */
    action: z.string().min(1).max(100),
    /** The account that did it. */
    actor: fields.id,
    /** The account it was done to, or the id of what else it was. */
    subject: z.string().min(1).max(200),
    /** Network of the client. */
    address: z.string().max(100).optional(),
    userAgent: z.string().max(200).optional(),
    before: changed,
    /** Ids, amounts and words of the platform; nothing that a person wrote. */
    after: changed,
  }),
});

/** Somebody did what the audit log is to have. When, and in the course of what, is in the event's `meta`. */
export type AuditRecordedEvent = EventIn<typeof auditFacts, Subjects.AuditRecorded>;
