import { z } from 'zod';
import { defineFacts, type EventIn, fields } from './event';
import { Subjects } from './subjects';

export const transferFacts = defineFacts({
  [Subjects.TransferOffered]: z.object({
    id: fields.id,
    admissionId: fields.id,
    showId: fields.id.optional(),
    /** Of the ticket; its seller wrote it. */
    title: z.string().min(1),
    /** The holder. */
    fromUserId: fields.id,
    /** Whoever proves it may accept. */
    email: z.string().min(3).max(320),
  }),
});

/** An admission was offered to an address. */
export type TransferOfferedEvent = EventIn<typeof transferFacts, Subjects.TransferOffered>;
