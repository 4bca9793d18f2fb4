import { z } from 'zod';
import { defineFacts, type EventIn, fields } from './event';
import { Subjects } from './subjects';

/** What each service that keeps something of a person adds to an export. */
export const exportedData = {
  auth: 'your account, sessions and audit log',
  tickets: 'your shows and tickets for sale',
  orders: 'your orders and waiting lists',
  payments: 'your payments',
  admissions: 'your tickets to go in, transfers and resales',
  support: 'your reports and answers',
  notifications: 'your messages and preferences',
} as const;
export type ExportingService = keyof typeof exportedData;
export const exportingServices = Object.keys(exportedData) as ExportingService[];

/** Characters of a sealed part, at the most: the broker takes a megabyte. */
export const MAX_SEALED = 900_000;

export const exportFacts = defineFacts({
  [Subjects.ExportRequested]: z.object({
    id: fields.id,
    /** Whose data. */
    userId: fields.id,
    /** Parts are sealed for it; the key that opens them is auth's, and destroyed when the archive ends. */
    publicKey: z.string().min(1).max(200),
    /** When the archive ends. */
    expiresAt: fields.time,
  }),
  [Subjects.ExportPartAdded]: z.object({
    /** The export. */
    id: fields.id,
    service: z.enum(exportingServices),
    /** From 0. */
    part: z.number().int().min(0),
    isLast: z.boolean(),
    sealed: z.string().min(1).max(MAX_SEALED),
  }),
});

/** Somebody wants a copy of all that is kept of them: each service adds what it has. */
export type ExportRequestedEvent = EventIn<typeof exportFacts, Subjects.ExportRequested>;
/** A service has added a part of what it keeps of somebody, which auth alone can read. */
export type ExportPartAddedEvent = EventIn<typeof exportFacts, Subjects.ExportPartAdded>;
