import type { Collection, Connection } from 'mongoose';
import { MongoParkingStore } from './mongo-parking-store';
import type { DeadLetter, DeadLetterPage, MessageStore, StoredMessage } from '../message-store';

interface DeadLetterDocument extends StoredMessage {
  _id: string;
  error: string;
  attempts: number;
  deadAt: Date;
  redrives: number;
}

interface FailureDocument {
  _id: string;
  attempts: number;
  at: Date;
}

/** Failure counts of messages that recovered are forgotten after this many seconds. */
const FAILURE_RETENTION_SECONDS = 7 * 24 * 3600;

/** Dead letters, failure counts and parked messages in the consumer's own MongoDB database. */
export class MongoMessageStore implements MessageStore {
  readonly parking: MongoParkingStore;
  private readonly failures: Collection<FailureDocument>;
  private readonly letters: Collection<DeadLetterDocument>;

  constructor(connection: Connection) {
    this.failures = connection.collection<FailureDocument>('message_failures');
    this.letters = connection.collection<DeadLetterDocument>('dead_letters');
    this.parking = new MongoParkingStore(connection);
  }

  async prepare(): Promise<void> {
    await this.failures.createIndex({ at: 1 }, { expireAfterSeconds: FAILURE_RETENTION_SECONDS });
    await this.letters.createIndex({ deadAt: -1, _id: -1 });
    await this.parking.prepare();
  }

  async countFailure(message: StoredMessage): Promise<number> {
    const counted = await this.failures.findOneAndUpdate(
      { _id: toKey(message) },
      { $inc: { attempts: 1 }, $set: { at: new Date() } },
      { upsert: true, returnDocument: 'after' },
    );
    return counted?.attempts ?? 1;
  }

  async addDeadLetter(message: StoredMessage, error: string, attempts: number): Promise<void> {
    const { subject, sequence, wire } = message;
    await this.letters.updateOne(
      { _id: toKey(message) },
      {
        $setOnInsert: { subject, sequence, wire, deadAt: new Date(), redrives: 0 },
        $set: { error, attempts },
      },
      { upsert: true },
    );
  }

  async listDeadLetters({ limit, after }: DeadLetterPage): Promise<DeadLetter[]> {
    const filter = after
      ? { $or: [{ deadAt: { $lt: after.deadAt } }, { deadAt: after.deadAt, _id: { $lt: after.id } }] }
      : {};
    const found = await this.letters.find(filter).sort({ deadAt: -1, _id: -1 }).limit(limit).toArray();
    return found.map(toDeadLetter);
  }

  async findDeadLetter(id: string): Promise<DeadLetter | null> {
    const found = await this.letters.findOne({ _id: id });
    return found && toDeadLetter(found);
  }

  async noteRedrive(id: string, error: string): Promise<void> {
    await this.letters.updateOne({ _id: id }, { $inc: { redrives: 1 }, $set: { error } });
  }

  async removeDeadLetter(id: string): Promise<boolean> {
    const { deletedCount } = await this.letters.deleteOne({ _id: id });
    await this.failures.deleteOne({ _id: id });
    return deletedCount === 1;
  }

  countDeadLetters(): Promise<number> {
    return this.letters.countDocuments();
  }
}

function toKey(message: StoredMessage): string {
  return `${message.subject}.${message.sequence}`;
}

function toDeadLetter({ _id, ...letter }: DeadLetterDocument): DeadLetter {
  return { id: _id, ...letter };
}
