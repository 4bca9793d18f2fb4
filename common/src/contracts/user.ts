import { z } from 'zod';
import { defineEvents, defineFacts, type EventIn, fields } from './event';
import { Subjects } from './subjects';

const userRole = z.enum(['customer', 'engineer', 'admin']);
/** What an account may do. */
export type UserRole = z.infer<typeof userRole>;

const userStatus = z.enum(['pending', 'approved', 'suspended']);
/** Whether the role is in force: an engineer is `pending` until an admin approves. */
export type UserStatus = z.infer<typeof userStatus>;

/** The public state of an account, whole on each change. */
const user = z.object({
  id: fields.id,
  version: fields.version,
  email: z.string().min(3).max(320),
  name: z.string().max(200),
  role: userRole,
  status: userStatus,
  /** Whether the owner has followed the link mailed to `email`; absent means no. */
  emailVerified: z.boolean().optional(),
});

export const userEvents = defineEvents('user', {
  [Subjects.UserCreated]: user,
  [Subjects.UserUpdated]: user,
});

export const userFacts = defineFacts({
  [Subjects.UserErased]: z.object({
    id: fields.id,
    /** Of the account's last event; none of a later version comes. */
    version: fields.version,
  }),
});

/** An account is gone for good: whoever keeps something personal of its owner removes it. */
export type UserErasedEvent = EventIn<typeof userFacts, Subjects.UserErased>;
/** An account was opened. */
export type UserCreatedEvent = EventIn<typeof userEvents, Subjects.UserCreated>;
/** An account's name, address, role or status changed. */
export type UserUpdatedEvent = EventIn<typeof userEvents, Subjects.UserUpdated>;
