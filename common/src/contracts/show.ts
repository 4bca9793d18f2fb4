import { z } from 'zod';
import { defineEvents, type EventIn, fields } from './event';
import { Subjects } from './subjects';

const venue = z.object({
  name: z.string().min(1),
  address: z.string().optional(),
  city: z.string().optional(),
  /** ISO 3166-1 alpha-2. */
  country: z.string().optional(),
});

/** The most that a resale may cost, in percent of the face value, where nobody says otherwise. */
export const RESALE_CAP_PERCENT = 100;

/** The state of a show, whole. */
const show = z.object({
  id: fields.id,
  version: fields.version,
  /** The organiser, who alone sells its tickets. */
  userId: fields.id,
  title: z.string().min(1),
  startsAt: fields.time,
  endsAt: fields.time.optional(),
  /** When the door opens; a code is too early before. */
  doorsAt: fields.time.optional(),
  /** IANA name, in which the times are shown. */
  timeZone: z.string().min(1),
  venue,
  currency: fields.currency,
  category: z.string().optional(),
  status: z.enum(['scheduled', 'cancelled']),
  /** Why it was cancelled, in the organiser's words. */
  cancelReason: z.string().optional(),
  /** Whether buyers are let through a few at a time. */
  queue: z.boolean(),
  /** The most that a resale may cost, in percent of the face value. */
  resaleCapPercent: z.number().int().min(0).max(1_000),
  /** Raised each time the show moves to another time or place; the sequence of its calendar entries. */
  sequence: z.number().int().min(0),
});

export const showEvents = defineEvents('show', {
  [Subjects.ShowCreated]: show,
  [Subjects.ShowUpdated]: show,
});

/** An organiser announced a show. */
export type ShowCreatedEvent = EventIn<typeof showEvents, Subjects.ShowCreated>;
/** A show was edited, moved or cancelled. */
export type ShowUpdatedEvent = EventIn<typeof showEvents, Subjects.ShowUpdated>;
