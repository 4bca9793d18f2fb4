import type { z } from 'zod';
import { versionedEvent } from './event';
import { Subjects } from './subjects';
import { userData } from './user';

/** An account's name, address, role or status changed. */
export interface UserUpdatedEvent {
  subject: Subjects.UserUpdated;
  data: z.infer<typeof userData>;
}

export const userUpdated = versionedEvent('user', Subjects.UserUpdated, userData);
