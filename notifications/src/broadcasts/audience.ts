import type { Connection, mongo, Types } from 'mongoose';
import { type Audience, isInAudience } from '../domain/broadcast';
import type { Replicas } from '../replicas/replicas';

type Key = Types.ObjectId | string;

interface UserRow {
  _id: Key;
  role: string;
  status: string;
}

/** Some accounts, in the order of their ids. */
export interface AudiencePage {
  /** Of those a broadcast is for. */
  userIds: string[];
  looked: number;
  /** The last account looked at; undefined when there was none. */
  cursor: Key | undefined;
}

const countedAtOnce = 1_000;

/** Reads, page by page, who a broadcast is for. */
export class AudienceReader {
  private readonly users: mongo.Collection<UserRow>;

  constructor(
    connection: Connection,
    private readonly replicas: Replicas,
  ) {
    this.users = connection.collection<UserRow>('users');
  }

  /** How many accounts there are. */
  async total(): Promise<number> {
    return this.users.estimatedDocumentCount();
  }

  /** The next accounts after `cursor`. */
  async page(audience: Audience, cursor: Key | undefined, limit: number): Promise<AudiencePage> {
    const rows = await this.users
      .find(cursor === undefined ? {} : { _id: { $gt: cursor } }, {
        sort: { _id: 1 },
        limit,
        projection: { role: 1, status: 1 },
      })
      .toArray();
    const ids = rows.filter((user) => isInAudience(audience, user)).map(({ _id }) => String(_id));
    return { userIds: await this.narrow(audience, ids), looked: rows.length, cursor: rows.at(-1)?._id };
  }

  /** How many people a broadcast would be for, were it begun now. */
  async count(audience: Audience): Promise<number> {
    let people = 0;
    for (let cursor: Key | undefined; ;) {
      const page = await this.page(audience, cursor, countedAtOnce);
      people += page.userIds.length;
      if (page.looked < countedAtOnce) return people;
      cursor = page.cursor;
    }
  }

  private async narrow(audience: Audience, ids: string[]): Promise<string[]> {
    if (audience !== 'sellers' && audience !== 'buyers') return ids;
    const { tickets, orders } = this.replicas;
    const among = { userId: { $in: ids } };
    const active =
      audience === 'sellers'
        ? await tickets.collection.distinct('userId', among)
        : await orders.collection.distinct('userId', among);
    const known = new Set(active);
    return ids.filter((id) => known.has(id));
  }
}
