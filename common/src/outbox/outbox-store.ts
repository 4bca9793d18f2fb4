import type { ClientSession, Collection, Connection } from 'mongoose';
import type { OutgoingMessage } from '../messaging/envelope';

/** An event as stored with the state it tells of. */
export interface OutboxRow {
  /** The event's own id, the same on every delivery. */
  readonly _id: string;
  readonly aggregate: string;
  readonly version: number;
  readonly subject: string;
  readonly wire: string;
  readonly createdAt: Date;
  /** Whether the broker has acknowledged it. */
  readonly isSent: boolean;
  readonly sentAt?: Date;
}

const INDEX_OPTIONS_CONFLICT = 85;

/** The `outbox` collection of a service's database. */
export class OutboxStore {
  private readonly rows: Collection<OutboxRow>;

  constructor(private readonly connection: Connection) {
    this.rows = connection.collection<OutboxRow>('outbox');
  }

  /** @param retentionSeconds how long sent rows are kept. */
  async prepare(retentionSeconds: number): Promise<void> {
    await this.rows.createIndex({ aggregate: 1, version: 1 }, { unique: true });
    await this.rows.createIndex(
      { createdAt: 1 },
      { name: 'unsent', partialFilterExpression: { isSent: false } },
    );
    try {
      await this.rows.createIndex({ sentAt: 1 }, { name: 'retention', expireAfterSeconds: retentionSeconds });
    } catch (error) {
      if ((error as { code?: number }).code !== INDEX_OPTIONS_CONFLICT) throw error;
      await this.connection.db?.command({
        collMod: 'outbox',
        index: { name: 'retention', expireAfterSeconds: retentionSeconds },
      });
    }
  }

  async insert(rows: readonly OutboxRow[], session: ClientSession): Promise<void> {
    if (rows.length === 1) await this.rows.insertOne(rows[0] as OutboxRow, { session });
    else if (rows.length > 1) await this.rows.insertMany([...rows], { session });
  }

  /** Whether these very rows, and with them all that was saved in their transaction, are durable; false for none. */
  async hasAll(rows: readonly OutboxRow[]): Promise<boolean> {
    if (rows.length === 0) return false;
    const ids = rows.map(({ _id }) => _id);
    const found = await this.rows
      .find({ _id: { $in: ids } }, { projection: { _id: 1 }, readConcern: { level: 'majority' } })
      .toArray();
    return found.length === ids.length;
  }

  /** Of each aggregate the lowest version that is not yet confirmed, where there is one. */
  async lowestUnsent(aggregates: readonly string[]): Promise<Map<string, number>> {
    const unsent = await this.rows
      .find(
        { aggregate: { $in: [...aggregates] }, isSent: false },
        { projection: { aggregate: 1, version: 1 } },
      )
      .toArray();
    const lowest = new Map<string, number>();
    for (const { aggregate, version } of unsent)
      lowest.set(aggregate, Math.min(version, lowest.get(aggregate) ?? version));
    return lowest;
  }

  /**
   * Notes that the broker has them. Losing this write only means that an event is sent twice, so it does not
   * wait for the majority.
   */
  async markSent(ids: readonly string[]): Promise<void> {
    await this.rows.updateMany(
      { _id: { $in: [...ids] } },
      { $set: { isSent: true, sentAt: new Date() } },
      { writeConcern: { w: 1 } },
    );
  }

  /** Oldest first. */
  unsentSince(before: Date, limit: number): Promise<OutboxRow[]> {
    return this.rows
      .find({ isSent: false, createdAt: { $lt: before } })
      .sort({ createdAt: 1 })
      .limit(limit)
      .toArray();
  }

  /** When the oldest unconfirmed event was recorded, or `undefined` when all are confirmed. */
  async oldestUnsent(): Promise<Date | undefined> {
    const oldest = await this.rows.findOne(
      { isSent: false },
      { sort: { createdAt: 1 }, projection: { createdAt: 1 } },
    );
    return oldest?.createdAt;
  }
}

/** The row of a message; a fact without a version is an aggregate of its own. */
export function toRow(message: OutgoingMessage): OutboxRow {
  return {
    _id: message.meta.id,
    aggregate: message.ref?.aggregate ?? `${message.subject}:${message.meta.id}`,
    version: message.ref?.version ?? 0,
    subject: message.subject,
    wire: message.wire,
    createdAt: new Date(message.meta.time),
    isSent: false,
  };
}
