import { z } from 'zod';
import { defineEvents, type EventIn, fields } from './event';
import { Subjects } from './subjects';

export const sessionEvents = defineEvents('session', {
  [Subjects.SessionEnded]: z.object({
    /** The claim `sid` of the session's tokens. */
    id: fields.id,
    /** A session ends once. */
    version: z.literal(0),
    userId: fields.id,
    reason: z.enum(['signout', 'revoked', 'password', 'suspended', 'expired']),
  }),
});

/** A session is over before its tokens are: nobody may accept them any more. */
export type SessionEndedEvent = EventIn<typeof sessionEvents, Subjects.SessionEnded>;
