import { ObjectId } from 'bson';
import type mongoose from 'mongoose';
import { SharedReads } from '../concurrency/batcher';
import {
  Subjects,
  type UserCreatedEvent,
  type UserErasedEvent,
  type UserRole,
  type UserStatus,
} from '../contracts';
import { DELETED, eraseStored, type PersonalData } from '../erasure';
import { type AnyListener, Listener, Projection } from '../messaging';
import type { Revocations } from './revocations';

/** A user, as the events describe them. */
export interface DirectoryUser {
  id: string;
  email: string;
  name: string;
  role: UserRole;
  status: UserStatus;
  /** Whether the address is proven to be the user's. */
  emailVerified: boolean;
  version: number;
  /** The account is gone for good. */
  isErased?: true;
}

/** Users of one read, at the most. */
const MAX_SHARED = 1_000;

type UserData = UserCreatedEvent['data'];
type Key = ObjectId | string;
interface UserDocument extends Omit<DirectoryUser, 'id' | 'emailVerified' | 'isErased'> {
  _id: Key;
  emailVerified?: boolean;
  /** When the account was erased; the address is empty from then on. */
  erasedAt?: Date;
}

/** An erasure that this service has done. */
interface ErasureDocument {
  /** The account. */
  _id: string;
  version: number;
  /** When it was done last: once more after a backup was restored. */
  at: Date;
}

/** A service's projection of the users: their newest known address, name, role and status. */
export class UserDirectory {
  private readonly users: mongoose.Collection<UserDocument>;
  private readonly erasures: mongoose.Collection<ErasureDocument>;
  private readonly projection: Projection<'user'>;
  private readonly reads = new SharedReads<DirectoryUser>(
    async (ids) => {
      const rows = await this.users.find({ _id: { $in: ids.map(userKey) } }).toArray();
      return new Map(rows.map((row) => [String(row._id), toUser(row)]));
    },
    { maxSize: MAX_SHARED },
  );

  /**
   * @param connection the service's database; the projection is its collection `users`
   * @param revocations learn of suspended accounts and, by the listeners, of ended sessions
   * @param personal what else the service keeps of a person, erased with the account
   */
  constructor(
    private readonly connection: mongoose.Connection,
    private readonly revocations?: Revocations,
    private readonly personal: readonly PersonalData[] = [],
  ) {
    this.users = connection.collection<UserDocument>('users');
    this.erasures = connection.collection<ErasureDocument>('erasures');
    const state = ({ email, name, role, status, emailVerified = false }: UserData) => ({
      email,
      name,
      role,
      status,
      emailVerified,
    });
    this.projection = new Projection<'user'>({
      collection: this.users,
      on: { [Subjects.UserCreated]: state, [Subjects.UserUpdated]: state },
      key: userKey,
    });
  }

  /** The user, or null when no event was of one. */
  async find(id: string): Promise<DirectoryUser | null> {
    const user = await this.users.findOne({ _id: userKey(id) });
    return user && toUser(user);
  }

  /** Those of these users that events were of, by id. */
  findAll(ids: readonly string[]): Promise<Map<string, DirectoryUser>> {
    return this.reads.getAll([...new Set(ids)]);
  }

  /** The user who has one of these addresses, or null; wants {@link indexEmails}. */
  async findByEmail(spellings: readonly string[]): Promise<DirectoryUser | null> {
    const user = await this.users.findOne({ email: { $in: [...spellings] } });
    return user && toUser(user);
  }

  /** Lets users be found by their addresses. */
  async indexEmails(): Promise<void> {
    await this.users.createIndex({ email: 1 });
  }

  /**
   * Applies a version of a user; one that was applied before changes nothing.
   * @throws GapError when an earlier version is missing
   */
  async apply(data: UserData): Promise<void> {
    await this.projection.apply(Subjects.UserUpdated, data);
    await this.revocations?.applyUser(data);
  }

  /** Takes a user's state of whatever version, unless a newer one is known. */
  async restore(data: UserData): Promise<void> {
    await this.projection.restore(Subjects.UserUpdated, data);
    await this.revocations?.applyUser(data);
  }

  /**
   * Removes all that the service has of an account's owner. The row stays without address and name: what is told of
   * the account later finds it. It is emptied last, so that an erasure that was interrupted is done again from its start.
   *
   * @throws UnavailableError while a message about the owner waits to be sent
   */
  async erase({ id, version }: UserErasedEvent['data']): Promise<void> {
    const user = await this.users.findOne({ _id: userKey(id) });
    const known = user?.erasedAt ? undefined : user;
    await eraseStored(this.connection, { id, email: known?.email, name: known?.name }, this.personal);
    const state = { email: '', name: DELETED, role: 'customer', status: 'suspended', emailVerified: false };
    await this.users.updateOne(
      { _id: userKey(id) },
      [{ $set: { ...state, version: { $max: ['$version', version] }, erasedAt: '$$NOW' } }],
      { upsert: true },
    );
    await this.erasures.updateOne(
      { _id: id },
      { $max: { version }, $set: { at: new Date() } },
      { upsert: true },
    );
  }

  /** The listener that erases. */
  erasureListener(): AnyListener {
    return new UserErasedListener(this);
  }

  /** Whether this service has erased the account, and has heard of nothing later of it. */
  async hasErased({ id, version }: UserErasedEvent['data']): Promise<boolean> {
    return (await this.erasures.findOne({ _id: id, version: { $gte: version } })) !== null;
  }

  /**
   * What keeps the directory, and what it knows of ended sessions, up to date.
   * @param followUp done once a version is in place, also when it was applied before
   * @param kept what is kept beside it, once a replay is in place
   */
  listeners(followUp?: (data: UserData) => unknown, kept?: (data: UserData) => unknown): AnyListener[] {
    const then = (next?: (data: UserData) => unknown) => async (data: UserData) => {
      await this.revocations?.applyUser(data);
      await next?.(data);
    };
    const [applied, restored] = [then(followUp), then(kept)];
    return [
      ...this.projection.listeners(
        { [Subjects.UserCreated]: applied, [Subjects.UserUpdated]: applied },
        { [Subjects.UserCreated]: restored, [Subjects.UserUpdated]: restored },
      ),
      this.erasureListener(),
      ...(this.revocations ? [this.revocations.listener()] : []),
    ];
  }
}

/** Stage of an aggregation that puts the user whom a field names beside it: an array of one, or of none. */
export function lookupUser(idField: string, as: string): mongoose.PipelineStage.Lookup {
  return {
    $lookup: {
      from: 'users',
      let: { id: { $convert: { input: `$${idField}`, to: 'objectId', onError: `$${idField}` } } },
      pipeline: [{ $match: { $expr: { $eq: ['$_id', '$$id'] } } }],
      as,
    },
  };
}

class UserErasedListener extends Listener<UserErasedEvent> {
  readonly subject = Subjects.UserErased as const;

  constructor(private readonly directory: Pick<UserDirectory, 'erase' | 'hasErased'>) {
    super();
  }

  onMessage(data: UserErasedEvent['data']): Promise<void> {
    return this.directory.erase(data);
  }

  override async onReplay(data: UserErasedEvent['data']): Promise<void> {
    if (!(await this.directory.hasErased(data))) await this.directory.erase(data);
  }
}

/** Users stored before addresses were verified have no such field. */
function toUser({ _id, emailVerified = false, erasedAt, ...user }: UserDocument): DirectoryUser {
  const { email, name, role, status, version } = user;
  return {
    id: String(_id),
    email,
    name,
    role,
    status,
    version,
    emailVerified,
    ...(erasedAt ? { isErased: true } : {}),
  };
}

/** The key of a user in the database, by the id. */
export function userKey(id: string): Key {
  return /^[0-9a-f]{24}$/.test(id) ? new ObjectId(id) : id;
}
