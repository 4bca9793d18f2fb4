import type { UserCreatedEvent } from '@ticketing/common/contracts';
import type { UserDoc } from './user';

/** An account as its owner and admins see it: nothing else of it ever leaves the service. */
export type PublicUser = Omit<UserCreatedEvent['data'], 'version'>;

/** What is told of an account. */
export function presentUser({ _id, email, name, role, status }: UserDoc): PublicUser {
  return { id: _id.toHexString(), email, name, role, status };
}

/** The data of the account's event at its current version. */
export function userEvent(user: UserDoc): UserCreatedEvent['data'] {
  return { ...presentUser(user), version: user.version };
}
