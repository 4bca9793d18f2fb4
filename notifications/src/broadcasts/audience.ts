import type { Connection, mongo, Types } from 'mongoose';
import type { ReadModels } from '../read-models/read-models';

/** To whom a broadcast may go. */
export const audiences = ['all', 'customers', 'engineers', 'admins', 'sellers', 'buyers'] as const;
export type Audience = (typeof audiences)[number];

/** The longest message, in characters. */
export const MAX_BROADCAST = 5_000;

/** As much of a user as decides whether a broadcast is for them. */
interface Member {
  role: string;
  status: string;
}

/**
 * Whether a broadcast to this audience may be for this user, as far as the account tells. Nothing goes to suspended
 * accounts; an engineer who isn't approved yet counts as a customer. Who sells or buys isn't told by the account.
 */
export function isInAudience(audience: Audience, { role, status }: Member): boolean {
  if (status === 'suspended') return false;
  const inForce = status === 'approved' ? role : 'customer';
  switch (audience) {
    case 'customers':
      return inForce === 'customer';
    case 'engineers':
      return inForce === 'engineer';
    case 'admins':
      return inForce === 'admin';
    case 'all':
    case 'sellers':
    case 'buyers':
      return true;
  }
}

/** How far a broadcast is. */
export interface Progress {
  status: 'RUNNING' | 'DONE' | 'STOPPED';
  /** Accounts looked at, and how many there were when it began. */
  looked: number;
  total: number;
}

/** Whole percent; 100 only when it is done, however many accounts were opened meanwhile. */
export function progressPercent({ status, looked, total }: Progress): number {
  if (status === 'DONE') return 100;
  return total <= 0 ? 0 : Math.min(99, Math.floor((looked / total) * 100));
}

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

const COUNT_PAGE_SIZE = 1_000;

/** Reads, page by page, who a broadcast is for. */
export class AudienceReader {
  private readonly users: mongo.Collection<UserRow>;

  constructor(
    connection: Connection,
    private readonly readModels: ReadModels,
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
      const page = await this.page(audience, cursor, COUNT_PAGE_SIZE);
      people += page.userIds.length;
      if (page.looked < COUNT_PAGE_SIZE) return people;
      cursor = page.cursor;
    }
  }

  private async narrow(audience: Audience, ids: string[]): Promise<string[]> {
    if (audience !== 'sellers' && audience !== 'buyers') return ids;
    const { tickets, orders } = this.readModels;
    const among = { userId: { $in: ids } };
    const active =
      audience === 'sellers'
        ? await tickets.collection.distinct('userId', among)
        : await orders.collection.distinct('userId', among);
    const known = new Set(active);
    return ids.filter((id) => known.has(id));
  }
}
