import { z } from 'zod';
import { fields, versionedEvent } from './event';
import { Subjects } from './subjects';

const data = z.object({
  id: fields.id,
  version: fields.version,
  /** The support ticket the notification is about. */
  ticketId: fields.id,
  recipient: z.string().min(1),
  channel: z.enum(['EMAIL', 'SLACK', 'SMS']),
  status: z.enum(['ACCEPTED', 'SENDING', 'PROCESSED', 'RETRYING', 'DEAD']),
  time: fields.time,
  /** Taken over from the support event it tells of; absent: everyone. `staff`: no customer may learn of it. */
  audience: z.enum(['everyone', 'staff']).optional(),
});

/** A notification about a support ticket moved on. */
export interface NotificationUpdatedEvent {
  subject: Subjects.NotificationUpdated;
  data: z.infer<typeof data>;
}

export const notificationUpdated = versionedEvent('notification', Subjects.NotificationUpdated, data);
