import type { z } from 'zod';
import { versionedEvent } from './event';
import { Subjects } from './subjects';
import { supportData } from './support';

/** A support ticket was changed, assigned or answered. */
export interface SupportUpdatedEvent {
  subject: Subjects.SupportUpdated;
  data: z.infer<typeof supportData>;
}

export const supportUpdated = versionedEvent('support', Subjects.SupportUpdated, supportData);
