import type { z } from 'zod';
import { versionedEvent } from './event';
import { Subjects } from './subjects';
import { userData } from './user';

/** An account was opened. */
export interface UserCreatedEvent {
  subject: Subjects.UserCreated;
  data: z.infer<typeof userData>;
}

export const userCreated = versionedEvent('user', Subjects.UserCreated, userData);
