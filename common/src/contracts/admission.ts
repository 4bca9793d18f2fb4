import { z } from 'zod';
import { defineEvents, type EventIn, fields } from './event';
import { Subjects } from './subjects';

/** The state of an admission, whole. */
const admission = z.object({
  id: fields.id,
  version: fields.version,
  orderId: fields.id,
  ticketId: fields.id,
  showId: fields.id.optional(),
  title: z.string().min(1),
  /** Its place among those of the ticket, from 0. */
  place: z.number().int().min(0),
  seat: z.string().optional(),
  /** Who holds it and may go in. */
  userId: fields.id,
  /** Who paid for it. */
  buyerId: fields.id,
  /** Whose door it opens. */
  sellerId: fields.id,
  status: z.enum(['valid', 'used', 'void']),
  /** Counts the codes it has had, from 0; only the last one opens the door. */
  codeVersion: z.number().int().min(0),
  /** The signed code, as its QR shows it; none once it is void. */
  code: z.string().optional(),
  /** The admission to the same place that was sold again for this one. */
  resaleOf: fields.id.optional(),
});

export const admissionEvents = defineEvents('admission', {
  [Subjects.AdmissionIssued]: admission,
  [Subjects.AdmissionUpdated]: admission.extend({
    reason: z.enum([
      'checked-in',
      'check-in-undone',
      'transferred',
      'refunded',
      'show-cancelled',
      'surrendered',
      'returned',
      'resold',
    ]),
  }),
});

/** A place was paid for: its buyer may go in once. */
export type AdmissionIssuedEvent = EventIn<typeof admissionEvents, Subjects.AdmissionIssued>;
/** An admission was used, voided, or changed hands. */
export type AdmissionUpdatedEvent = EventIn<typeof admissionEvents, Subjects.AdmissionUpdated>;
