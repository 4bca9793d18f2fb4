import { ObjectId } from 'bson';
import type mongoose from 'mongoose';
import type { UserCreatedEvent, UserRole, UserStatus } from '../contracts';

/** A user, as the events tell of them. */
export interface DirectoryUser {
  id: string;
  email: string;
  name: string;
  role: UserRole;
  status: UserStatus;
  version: number;
}

type UserData = UserCreatedEvent['data'];
type Key = ObjectId | string;
interface UserDocument extends Omit<DirectoryUser, 'id'> {
  _id: Key;
}

/** A service's replica of the users: their newest known address, name, role and status. */
export class UserDirectory {
  private readonly users: mongoose.mongo.Collection<UserDocument>;

  /** @param connection the service's database; the replica is its collection `users` */
  constructor(connection: mongoose.Connection) {
    this.users = connection.collection<UserDocument>('users');
  }

  /** The user, or null when no event told of one. */
  async find(id: string): Promise<DirectoryUser | null> {
    const user = await this.users.findOne({ _id: keyOf(id) });
    if (!user) return null;
    const { email, name, role, status, version } = user;
    return { id: String(user._id), email, name, role, status, version };
  }

  /**
   * Applies an event's data if it is the next version.
   *
   * @returns `gap` when an earlier version has to come first, and nothing was changed
   */
  async apply({ id, version, email, name, role, status }: UserData): Promise<'applied' | 'stale' | 'gap'> {
    const _id = keyOf(id);
    const state = { email, name, role, status, version };
    if (version === 0) {
      const { upsertedCount } = await this.users.updateOne(
        { _id },
        { $setOnInsert: state },
        { upsert: true },
      );
      return upsertedCount === 1 ? 'applied' : 'stale';
    }
    const { matchedCount } = await this.users.updateOne({ _id, version: version - 1 }, { $set: state });
    if (matchedCount === 1) return 'applied';
    const current = await this.users.findOne({ _id }, { projection: { version: 1 } });
    return current && current.version >= version ? 'stale' : 'gap';
  }
}

function keyOf(id: string): Key {
  return /^[0-9a-f]{24}$/.test(id) ? new ObjectId(id) : id;
}
