import { z } from 'zod';
import { defineFacts, type EventIn, fields } from './event';
import { Subjects } from './subjects';

/** Holders that one event names, at the most. */
export const MAX_MESSAGE_HOLDERS = 100;

export const doorFacts = defineFacts({
  [Subjects.DoorStaffAdded]: z.object({
    /** Of the door: the show's, or the ticket's. */
    doorId: fields.id,
    /** Absent for a ticket of no show. */
    showId: fields.id.optional(),
    /** Of the show, or the ticket; its seller wrote it. */
    title: z.string().min(1),
    /** Who may check in there now. */
    userId: fields.id,
  }),
  [Subjects.DoorMessageSent]: z.object({
    /** Of the message; each of its events names other holders. */
    id: fields.id,
    /** Absent for a ticket of no show. */
    showId: fields.id.optional(),
    /** Of the show, or the ticket. */
    title: z.string().min(1),
    /** The seller wrote both. */
    subject: z.string().min(1),
    text: z.string().min(1),
    /** Whom it is for. */
    userIds: z.array(fields.id).min(1).max(MAX_MESSAGE_HOLDERS),
  }),
});

/** A seller let somebody check in at a door. */
export type DoorStaffAddedEvent = EventIn<typeof doorFacts, Subjects.DoorStaffAdded>;

/** A seller wrote to those who hold admissions of a door; these are some of them. */
export type DoorMessageSentEvent = EventIn<typeof doorFacts, Subjects.DoorMessageSent>;
