import {
  Subjects,
  type UserCreatedEvent,
  type UserErasedEvent,
  type UserUpdatedEvent,
} from '@ticketing/common/contracts';
import { encode } from '@ticketing/common/messaging';
import { replaySource } from '@ticketing/common/replay';
import { Erasure, type ErasureFields } from '../models/erasure';
import { User, type UserDocument } from '../models/user';
import { userEvent } from '../models/user-view';

/** What auth tells once more. Accounts that are gone come last, so that nobody keeps one that went meanwhile. */
export const replaySources = [
  replaySource('user', User, (user: UserDocument) =>
    user.version === 0
      ? encode<UserCreatedEvent>(Subjects.UserCreated, userEvent(user), {})
      : encode<UserUpdatedEvent>(Subjects.UserUpdated, userEvent(user), {}),
  ),
  replaySource('erasure', Erasure, ({ _id, version, at }: ErasureFields) =>
    encode<UserErasedEvent>(Subjects.UserErased, { id: _id.toHexString(), version }, { at }),
  ),
];
