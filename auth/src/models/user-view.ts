import type { UserCreatedEvent } from '@ticketing/common/contracts';
import { EMAIL_ADDRESS_MAX } from '@ticketing/common/forms';
import { needsSecondFactor } from '@ticketing/common/http';
import { z } from 'zod';
import { NAME_MAX } from '../domain/display-name';
import { roles, statuses } from '../domain/role-and-status';
import type { UserDocument } from './user';

/** An account as its owner and admins see it: nothing else of it ever leaves the service. */
export const userView = z
  .object({
    id: z.string(),
    email: z.string().meta({ format: 'idn-email', maxLength: EMAIL_ADDRESS_MAX }),
    name: z.string().min(1).max(NAME_MAX),
    role: z.enum(roles),
    status: z.enum(statuses).describe('An engineer is pending until an admin approves'),
    emailVerified: z.boolean().describe('The owner has followed the link mailed to the address'),
    secondFactorRequired: z
      .literal(true)
      .optional()
      .describe(
        'Of one’s own account: its role is not in force until it has a second factor and signs in with it',
      ),
    deletionDueAt: z
      .string()
      .optional()
      .meta({ format: 'date-time' })
      .describe('Of one’s own account: when it is deleted, unless that is undone'),
  })
  .meta({ id: 'User' });

export type UserView = z.infer<typeof userView>;

/** What is told of an account. */
export function presentUser({ _id, email, name, role, status, emailVerified }: UserDocument): UserView {
  return { id: _id.toHexString(), email, name, role, status, emailVerified };
}

/** What the owner is told of the account. @param secondFactor the claim of the session's token */
export function presentOwn(user: UserDocument, secondFactor: boolean | undefined): UserView {
  const { role, status, deletionDueAt } = user;
  return {
    ...presentUser(user),
    ...(deletionDueAt ? { deletionDueAt: deletionDueAt.toISOString() } : {}),
    ...(needsSecondFactor({ role, status, secondFactor }) ? { secondFactorRequired: true } : {}),
  };
}

/** The data of the account's event at its current version. */
export function userEvent(user: UserDocument): UserCreatedEvent['data'] {
  return { ...presentUser(user), version: user.version };
}
