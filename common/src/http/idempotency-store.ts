import type mongoose from 'mongoose';
import { Batcher } from '../concurrency/batcher';
import { isDuplicateKey } from '../errors';

/** A success as it was answered. */
export interface RecordedAnswer {
  status: number;
  /** The JSON text. */
  body: string;
}

interface KeyDocument {
  /** User, route and key; unique. */
  _id: string;
  bodyHash: string;
  /** Which request holds the key; changes when an expired lock is taken over. */
  owner: string;
  lockedUntil: Date;
  expiresAt: Date;
  answer?: RecordedAnswer;
}

/** What became of a request for a key. */
export type Claim =
  | { kind: 'claimed' }
  | { kind: 'replay'; answer: RecordedAnswer }
  | { kind: 'in flight' }
  | { kind: 'other body' };

/** How long keys are locked and kept, in ms. */
export interface IdempotencyTimes {
  lockMs: number;
  keepMs: number;
}

/** Keeps idempotency keys in the collection `idempotency_keys`, so that all replicas know them. */
export class IdempotencyStore {
  readonly keys: mongoose.mongo.Collection<KeyDocument>;
  private prepared: Promise<unknown> | undefined;
  private readonly claims = new Batcher<KeyDocument, boolean>((rows) => this.insertNew(rows));

  constructor(
    connection: mongoose.Connection,
    private readonly times: IdempotencyTimes,
    private readonly now: () => number = Date.now,
  ) {
    this.keys = connection.collection(
      'idempotency_keys',
    ) as unknown as mongoose.mongo.Collection<KeyDocument>;
  }

  /** Claims a key for a request, or tells what the first one became. */
  async claim(id: string, bodyHash: string, owner: string): Promise<Claim> {
    await this.prepare();
    const now = this.now();
    const lock = {
      owner,
      lockedUntil: new Date(now + this.times.lockMs),
      expiresAt: new Date(now + this.times.keepMs),
    };
    if (await this.claims.add({ _id: id, bodyHash, ...lock })) return { kind: 'claimed' };
    // Over: outlived its keeping (the TTL index removes late), or locked by a request that died.
    const over = {
      $or: [
        { expiresAt: { $lte: new Date(now) } },
        { bodyHash, answer: { $exists: false }, lockedUntil: { $lte: new Date(now) } },
      ],
    };
    const taken = await this.keys.updateOne(
      { _id: id, ...over },
      { $set: { bodyHash, ...lock }, $unset: { answer: '' } },
    );
    if (taken.matchedCount === 1) return { kind: 'claimed' };
    const known = await this.keys.findOne({ _id: id });
    // Released just now by a request that failed: the client is told to try again.
    if (!known) return { kind: 'in flight' };
    if (known.bodyHash !== bodyHash) return { kind: 'other body' };
    return known.answer ? { kind: 'replay', answer: known.answer } : { kind: 'in flight' };
  }

  /** The write that records a success; it finds nothing when another request has taken the key over meanwhile. */
  recording(id: string, owner: string, answer: RecordedAnswer) {
    return {
      filter: { _id: id, owner },
      update: { $set: { answer, expiresAt: new Date(this.now() + this.times.keepMs) } },
    };
  }

  /** Frees a key whose request failed, so that it can be tried again. */
  async release(id: string, owner: string): Promise<void> {
    await this.keys.deleteOne({ _id: id, owner, answer: { $exists: false } });
  }

  /** @returns of each whether it is new */
  private async insertNew(rows: readonly KeyDocument[]): Promise<boolean[]> {
    try {
      await this.keys.insertMany(rows, { ordered: false });
      return rows.map(() => true);
    } catch (error) {
      const { writeErrors, result } = error as Partial<mongoose.mongo.MongoBulkWriteError>;
      const refused = [writeErrors ?? []].flat();
      const others = refused.some((each) => !isDuplicateKey(each)) || result?.getWriteConcernError();
      if (refused.length === 0 || others) throw error;
      const known = new Set(refused.map(({ index }) => index));
      return rows.map((_, index) => !known.has(index));
    }
  }

  private prepare(): Promise<unknown> {
    this.prepared ??= this.keys
      .createIndex({ expiresAt: 1 }, { expireAfterSeconds: 0 })
      .catch((error: unknown) => {
        this.prepared = undefined;
        throw error;
      });
    return this.prepared;
  }
}
