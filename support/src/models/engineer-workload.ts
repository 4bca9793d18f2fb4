import { userKey } from '@ticketing/common/roles';
import type mongoose from 'mongoose';
import type { ClientSession, Connection } from 'mongoose';

type Key = mongoose.mongo.ObjectId | string;

/** The part of the projection of users that assignment works with; `UserDirectory` writes the rest of the document. */
interface EngineerDocument {
  _id: Key;
  role: string;
  status: string;
  name: string;
  /** Open tickets assigned; only on users who are or were engineers. */
  openTickets?: number;
}

export interface EngineerWorkloadOptions {
  /** Open tickets an engineer is given by the platform, at the most; unlimited when absent. */
  maxOpenTickets?: number | undefined;
}

const inForce = { role: 'engineer', status: 'approved' } as const;

/**
 * The engineers and how many open tickets each has. The counts are kept in the users' own documents and change in
 * the same transaction as the ticket: two assignments at once, or an assignment and a suspension, write the same
 * document, so one of them is run again on what the other left.
 */
export class EngineerWorkload {
  private readonly users: mongoose.mongo.Collection<EngineerDocument>;

  constructor(
    connection: Connection,
    private readonly options: EngineerWorkloadOptions = {},
  ) {
    this.users = connection.collection('users') as unknown as mongoose.mongo.Collection<EngineerDocument>;
  }

  async prepare(): Promise<void> {
    await this.users.createIndex({ role: 1, status: 1, openTickets: 1, _id: 1 });
    await this.users.createIndex({ openTickets: 1 }, { sparse: true });
  }

  /** Makes a user countable; to be called when one is known to be an engineer. */
  async enrol(id: string): Promise<void> {
    await this.users.updateOne(
      { _id: userKey(id), openTickets: { $exists: false } },
      { $set: { openTickets: 0 } },
    );
  }

  /** Counts one more for the approved engineer with the fewest open tickets, ties by id; null when there is none. */
  async takeFewest(session: ClientSession): Promise<string | null> {
    const { maxOpenTickets } = this.options;
    const free = maxOpenTickets === undefined ? { $exists: true } : { $lt: maxOpenTickets };
    const engineer = await this.users.findOneAndUpdate(
      { ...inForce, openTickets: free },
      { $inc: { openTickets: 1 } },
      { sort: { openTickets: 1, _id: 1 }, projection: { _id: 1 }, session },
    );
    return engineer && String(engineer._id);
  }

  /** Counts one more for this engineer; false when it is no approved engineer. */
  async take(id: string, session: ClientSession): Promise<boolean> {
    const { matchedCount } = await this.users.updateOne(
      { _id: userKey(id), ...inForce },
      { $inc: { openTickets: 1 } },
      { session },
    );
    return matchedCount === 1;
  }

  /** Counts one fewer. */
  async release(id: string, session: ClientSession): Promise<void> {
    await this.users.updateOne({ _id: userKey(id) }, { $inc: { openTickets: -1 } }, { session });
  }

  /** Whether the user is an approved engineer. */
  async isApproved(id: string, session: ClientSession): Promise<boolean> {
    return (await this.users.findOne({ _id: userKey(id), ...inForce }, { session })) !== null;
  }

  /** Users with open tickets who are no approved engineers any more. */
  async overdue(): Promise<string[]> {
    const found = await this.users
      .find({
        openTickets: { $gt: 0 },
        $or: [{ role: { $ne: inForce.role } }, { status: { $ne: inForce.status } }],
      })
      .project<{ _id: Key }>({ _id: 1 })
      .toArray();
    return found.map(({ _id }) => String(_id));
  }

  /** The names of users, by id; those that are unknown or have none are left out. */
  async findNames(ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const found = await this.users
      .find({ _id: { $in: [...new Set(ids)].map(userKey) } })
      .project<{ _id: Key; name?: string }>({ name: 1 })
      .toArray();
    return new Map(found.flatMap(({ _id, name }) => (name ? [[String(_id), name] as const] : [])));
  }
}
