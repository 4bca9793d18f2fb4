import { randomUUID } from 'node:crypto';
import type { Collection, Connection } from 'mongoose';
import type { AggregateRef } from '../../contracts';
import { isDuplicateKey } from '../../errors';
import type { ParkedMessage, ParkingStore, StoredMessage } from '../message-store';

interface ParkedDocument extends StoredMessage {
  _id: string;
  ref: AggregateRef;
  waitingFor: AggregateRef;
  parkedAt: Date;
  triedAt: Date;
}

/** Messages that wait for their predecessors, in the consumer's own MongoDB database. */
export class MongoParkingStore implements ParkingStore {
  private readonly parked: Collection<ParkedDocument>;
  /** How often this process has parked a message. */
  private parks = 0;
  private empty = false;
  /** Aggregates that were applied while nothing seemed to be parked: another process may have parked what waits for them. */
  private unasked = new Set<string>();

  constructor(connection: Connection) {
    this.parked = connection.collection<ParkedDocument>('parked_messages');
  }

  get isEmpty(): boolean {
    return this.empty;
  }

  async prepare(): Promise<void> {
    await this.parked.createIndex(
      { 'ref.aggregate': 1, 'ref.version': 1, subject: 1 },
      { unique: true, name: 'ref_unique' },
    );
    await this.parked.createIndex({ 'waitingFor.aggregate': 1, 'ref.version': 1 });
    await this.parked.createIndex({ triedAt: 1 });
    await this.parked.createIndex({ parkedAt: 1 });
  }

  async park(message: StoredMessage, ref: AggregateRef, waitingFor: AggregateRef): Promise<string> {
    const id = await this.keep(message, ref, waitingFor);
    this.parks += 1;
    this.empty = false;
    return id;
  }

  private async keep(message: StoredMessage, ref: AggregateRef, waitingFor: AggregateRef): Promise<string> {
    const { subject, sequence, wire } = message;
    const now = new Date();
    const own = { 'ref.aggregate': ref.aggregate, 'ref.version': ref.version, subject };
    const id = randomUUID();
    try {
      const kept = await this.parked.findOneAndUpdate(
        own,
        {
          $setOnInsert: { _id: id, sequence, wire, parkedAt: now },
          $set: { waitingFor, triedAt: now },
        },
        { upsert: true, returnDocument: 'after' },
      );
      return kept?._id ?? id;
    } catch (error) {
      // Two replicas parked one message at the same instant: one row is what was wanted.
      if (!isDuplicateKey(error)) throw error;
      return (await this.parked.findOne(own))?._id ?? id;
    }
  }

  async waitingFor(aggregates: readonly string[], limit: number): Promise<ParkedMessage[]> {
    if (this.empty) {
      for (const aggregate of aggregates) this.unasked.add(aggregate);
      return [];
    }
    const found = await this.parked
      .find({ 'waitingFor.aggregate': { $in: [...aggregates] } })
      .sort({ 'ref.version': 1 })
      .limit(limit)
      .toArray();
    return found.map(toParked);
  }

  async due(before: Date, limit: number): Promise<ParkedMessage[]> {
    const { parks, unasked } = this;
    this.unasked = new Set();
    this.empty = false;
    const oldest = await this.parked.find().sort({ triedAt: 1 }).limit(limit).toArray();
    this.empty = oldest.length === 0 && parks === this.parks;
    const due = oldest
      .filter(({ triedAt, waitingFor }) => triedAt < before || unasked.has(waitingFor.aggregate))
      .sort((a, b) => a.triedAt.getTime() - b.triedAt.getTime() || a.ref.version - b.ref.version);
    if (due.length > 0) {
      await this.parked.updateMany(
        { _id: { $in: due.map((each) => each._id) } },
        { $set: { triedAt: new Date() } },
      );
    }
    return due.map(toParked);
  }

  async rewait(id: string, waitingFor: AggregateRef): Promise<void> {
    await this.parked.updateOne({ _id: id }, { $set: { waitingFor } });
  }

  async unpark(id: string): Promise<void> {
    await this.parked.deleteOne({ _id: id });
  }

  async countParked(before: Date): Promise<{ total: number; old: number }> {
    const [total, old] = await Promise.all([
      this.parked.countDocuments(),
      this.parked.countDocuments({ parkedAt: { $lt: before } }),
    ]);
    return { total, old };
  }
}

function toParked({ _id, triedAt: _triedAt, ...parked }: ParkedDocument): ParkedMessage {
  return { id: _id, ...parked };
}
