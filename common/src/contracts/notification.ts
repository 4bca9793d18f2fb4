import { z } from 'zod';
import { defineEvents, type EventIn, fields } from './event';
import { Subjects } from './subjects';

/** Ways out of the platform. */
export const outgoingChannels = ['EMAIL', 'SLACK', 'SMS'] as const;
export type OutgoingChannel = (typeof outgoingChannels)[number];

export const notificationEvents = defineEvents('notification', {
  [Subjects.NotificationUpdated]: z.object({
    id: fields.id,
    version: fields.version,
    /** The support ticket the notification is about. */
    ticketId: fields.id,
    recipient: z.string().min(1),
    channel: z.enum(outgoingChannels),
    status: z.enum(['ACCEPTED', 'HELD', 'SENDING', 'PROCESSED', 'RETRYING', 'DEAD']),
    time: fields.time,
    /** Taken over from the support event it is about; absent: everyone. `staff`: no customer may learn of it. */
    audience: z.enum(['everyone', 'staff']).optional(),
  }),
});

/** A notification about a support ticket moved on. */
export type NotificationUpdatedEvent = EventIn<typeof notificationEvents, Subjects.NotificationUpdated>;
