import type { z } from 'zod';
import { versionedEvent } from './event';
import { Subjects } from './subjects';
import { supportData } from './support';

/** Trouble was reported. */
export interface SupportCreatedEvent {
  subject: Subjects.SupportCreated;
  data: z.infer<typeof supportData>;
}

export const supportCreated = versionedEvent('support', Subjects.SupportCreated, supportData);
