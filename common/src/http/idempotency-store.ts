import type mongoose from 'mongoose';

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

const DUPLICATE_KEY = 11000;

/** Keeps idempotency keys in the collection `idempotency_keys`, so that all replicas know them. */
export class IdempotencyStore {
  private readonly keys: mongoose.mongo.Collection<KeyDocument>;
  private prepared: Promise<unknown> | undefined;

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
    try {
      await this.keys.insertOne({ _id: id, bodyHash, ...lock });
      return { kind: 'claimed' };
    } catch (error) {
      if ((error as { code?: unknown }).code !== DUPLICATE_KEY) throw error;
    }
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

  /** Records a success. @returns false when the key was taken over by another request meanwhile */
  async record(
    id: string,
    owner: string,
    answer: RecordedAnswer,
    session?: mongoose.ClientSession,
  ): Promise<boolean> {
    const { matchedCount } = await this.keys.updateOne(
      { _id: id, owner },
      { $set: { answer, expiresAt: new Date(this.now() + this.times.keepMs) } },
      session ? { session } : {},
    );
    return matchedCount === 1;
  }

  /** Frees a key whose request failed, so that it can be tried again. */
  async release(id: string, owner: string): Promise<void> {
    await this.keys.deleteOne({ _id: id, owner, answer: { $exists: false } });
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
