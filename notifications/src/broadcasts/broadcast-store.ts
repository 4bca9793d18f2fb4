import { randomUUID } from 'node:crypto';
import type { TraceContext } from '@ticketing/common/observability';
import { type ClientSession, type Connection, type mongo, Types } from 'mongoose';
import type { Audience, Progress } from './audience';

/** A broadcast, with how far it is. */
export interface BroadcastRow extends Progress {
  _id: Types.ObjectId;
  message: string;
  subject?: string;
  audience: Audience;
  /** Id of the admin. */
  by: string;
  createdAt: Date;
  /** Nobody is told before; missing in those that were begun before a start could be put off. */
  startsAt?: Date;
  finishedAt?: Date;
  /** Users told. */
  told: number;
  /** The last account looked at. */
  cursor?: Types.ObjectId | string;
  /** Who works on it; free when `until` has passed. */
  lease?: { token: string; until: Date };
  /** What asked for it. */
  trail?: TraceContext;
}

/** One that is worked on here, as long as the lease lasts. */
export type ClaimedBroadcast = BroadcastRow & { lease: { token: string } };

export interface NewBroadcast {
  message: string;
  subject?: string;
  audience: Audience;
  by: string;
  total: number;
  /** How long it can be taken back before anybody is told, in ms; 0 if not given. */
  delayMs?: number;
  trail?: TraceContext;
}

/** A step that was done: where it ended, and what it counted. */
export interface StepDone {
  cursor: Types.ObjectId | string;
  looked: number;
  told: number;
}

/** Broadcasts and how far each is. The cursor moves only for who holds the lease. */
export class BroadcastStore {
  private readonly rows: mongo.Collection<BroadcastRow>;

  constructor(
    connection: Connection,
    private readonly leaseMs = 10_000,
    private readonly now: () => Date = () => new Date(),
  ) {
    this.rows = connection.collection<BroadcastRow>('broadcasts');
  }

  async prepare(): Promise<void> {
    await this.rows.createIndex(
      { 'lease.until': 1 },
      { partialFilterExpression: { status: 'RUNNING' }, name: 'running' },
    );
  }

  async create({ delayMs = 0, ...broadcast }: NewBroadcast, session?: ClientSession): Promise<BroadcastRow> {
    const createdAt = this.now();
    const row: BroadcastRow = {
      _id: new Types.ObjectId(),
      ...broadcast,
      createdAt,
      startsAt: new Date(createdAt.getTime() + delayMs),
      status: 'RUNNING',
      looked: 0,
      told: 0,
    };
    await this.rows.insertOne(row, { ...(session && { session }) });
    return row;
  }

  async find(id: string): Promise<BroadcastRow | null> {
    return this.rows.findOne({ _id: new Types.ObjectId(id) });
  }

  /** Newest first. */
  async list(limit: number, after?: string): Promise<BroadcastRow[]> {
    const older = after === undefined ? {} : { _id: { $lt: new Types.ObjectId(after) } };
    return this.rows.find(older, { sort: { _id: -1 }, limit }).toArray();
  }

  /** Ids of those that are under way with nobody working on them. */
  async abandoned(): Promise<string[]> {
    const rows = await this.rows.find(free(this.now()), { projection: { _id: 1 } }).toArray();
    return rows.map(({ _id }) => _id.toHexString());
  }

  /** Takes a broadcast to work on it; null when it is done, or somebody else does. */
  async claim(id: string): Promise<ClaimedBroadcast | null> {
    const now = this.now();
    const lease = { token: randomUUID(), until: this.leaseEnd(now) };
    const row = await this.rows.findOneAndUpdate(
      { _id: new Types.ObjectId(id), ...free(now) },
      { $set: { lease } },
      { returnDocument: 'after' },
    );
    return row && { ...row, lease };
  }

  /** Moves the cursor and prolongs the lease; false when the lease was lost, or it was stopped during the step. */
  async advance(id: Types.ObjectId, token: string, { cursor, looked, told }: StepDone): Promise<boolean> {
    const row = await this.rows.findOneAndUpdate(
      { _id: id, 'lease.token': token },
      { $set: { cursor, 'lease.until': this.leaseEnd(this.now()) }, $inc: { looked, told } },
      { projection: { status: 1 } },
    );
    return row?.status === 'RUNNING';
  }

  /** Tells nobody from now on but those of the step under way. @returns it as it is then; null when it doesn't run */
  async stop(id: string, session?: ClientSession): Promise<BroadcastRow | null> {
    return this.rows.findOneAndUpdate(
      { _id: new Types.ObjectId(id), status: 'RUNNING' },
      { $set: { status: 'STOPPED', finishedAt: this.now() } },
      { returnDocument: 'after', ...(session && { session }) },
    );
  }

  async finish(id: Types.ObjectId, token: string): Promise<void> {
    await this.rows.updateOne(
      { _id: id, 'lease.token': token, status: 'RUNNING' },
      { $set: { status: 'DONE', finishedAt: this.now() }, $unset: { lease: '' } },
    );
  }

  /** Gives the lease back, so that another replica need not wait for its end. */
  async release(id: Types.ObjectId, token: string): Promise<void> {
    await this.rows.updateOne({ _id: id, 'lease.token': token }, { $unset: { lease: '' } });
  }

  private leaseEnd(now: Date): Date {
    return new Date(now.getTime() + this.leaseMs);
  }
}

/** Those that are to be told now, and that nobody works on. */
function free(now: Date): mongo.Filter<BroadcastRow> {
  return {
    status: 'RUNNING',
    startsAt: { $not: { $gt: now } },
    $or: [{ lease: { $exists: false } }, { 'lease.until': { $lt: now } }],
  };
}
