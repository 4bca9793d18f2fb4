import type mongoose from 'mongoose';
import { Batcher, SharedReads } from '../concurrency/batcher';
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
  expiresAt: Date;
  answer?: RecordedAnswer;
  /** Of a claim: which request holds the key; changes when an expired lock is taken over. */
  owner?: string;
  lockedUntil?: Date;
}

/** What became of an earlier request with a key. */
export type Earlier =
  { kind: 'replay'; answer: RecordedAnswer } | { kind: 'in flight' } | { kind: 'other body' };

/** What became of a request for a key. */
export type Claim = { kind: 'claimed' } | Earlier;

/** Keeps idempotency keys in the collection `idempotency_keys`, so that all replicas know them. */
export class IdempotencyStore {
  readonly keys: mongoose.mongo.Collection<KeyDocument>;
  private prepared: Promise<unknown> | undefined;
  private readonly claims = new Batcher<KeyDocument, boolean>((rows) => this.insertNew(rows));
  private readonly lookups = new SharedReads<KeyDocument>((ids) => this.findAll(ids));

  /** @param keepMs how long a success is kept */
  constructor(
    connection: mongoose.Connection,
    private readonly keepMs: number,
    private readonly now: () => number = Date.now,
  ) {
    this.keys = connection.collection(
      'idempotency_keys',
    ) as unknown as mongoose.mongo.Collection<KeyDocument>;
  }

  /** Claims a key for a request and so many ms, or tells what the first one became. */
  async claim(id: string, bodyHash: string, owner: string, lockMs: number): Promise<Claim> {
    await this.prepare();
    const now = this.now();
    const lock = { owner, lockedUntil: new Date(now + lockMs), expiresAt: this.expiry() };
    if (await this.claims.add({ _id: id, bodyHash, ...lock })) return { kind: 'claimed' };
    const taken = await this.keys.updateOne(
      { _id: id, ...this.isOver(bodyHash) },
      { $set: { bodyHash, ...lock }, $unset: { answer: '' } },
    );
    if (taken.matchedCount === 1) return { kind: 'claimed' };
    // Released just now by a request that failed: the client is told to try again.
    return (await this.find(id, bodyHash)) ?? { kind: 'in flight' };
  }

  /** What became of an earlier request with this key; `undefined` of a key that nobody has. One that is over is freed for the next try. */
  async find(id: string, bodyHash: string): Promise<Earlier | undefined> {
    const known = await this.lookups.get(id);
    if (!known) return undefined;
    const { deletedCount } = await this.keys.deleteOne({ _id: id, ...this.isOver(bodyHash) });
    if (deletedCount === 1) return { kind: 'in flight' };
    if (known.bodyHash !== bodyHash) return { kind: 'other body' };
    return known.answer ? { kind: 'replay', answer: known.answer } : { kind: 'in flight' };
  }

  /** The row of a key that was not claimed, and its success. */
  toRow(id: string, bodyHash: string, answer: RecordedAnswer): KeyDocument {
    return { _id: id, bodyHash, answer, expiresAt: this.expiry() };
  }

  /** Records the success of a request that has claimed the key, unless another has taken it over meanwhile. */
  async record(id: string, owner: string, answer: RecordedAnswer): Promise<void> {
    await this.keys.updateOne({ _id: id, owner }, { $set: { answer } });
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

  /** Outlived its keeping (the TTL index removes late), or locked by a request that died. */
  private isOver(bodyHash: string) {
    const now = new Date(this.now());
    return {
      $or: [
        { expiresAt: { $lte: now } },
        { bodyHash, answer: { $exists: false }, lockedUntil: { $lte: now } },
      ],
    };
  }

  private expiry(): Date {
    return new Date(this.now() + this.keepMs);
  }

  private async findAll(ids: readonly string[]): Promise<Map<string, KeyDocument>> {
    const rows = await this.keys.find({ _id: { $in: [...ids] } }).toArray();
    return new Map(rows.map((row) => [row._id, row]));
  }

  /** Creates the collection and its index, once. */
  prepare(): Promise<unknown> {
    this.prepared ??= this.keys
      .createIndex({ expiresAt: 1 }, { expireAfterSeconds: 0 })
      .catch((error: unknown) => {
        this.prepared = undefined;
        throw error;
      });
    return this.prepared;
  }
}
