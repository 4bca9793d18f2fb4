import type mongoose from 'mongoose';
import { RateLimiterMongo, type RateLimiterRes } from 'rate-limiter-flexible';

/** What a key has used up in its window. */
export interface Count {
  readonly hits: number;
  /** When the window ends. */
  readonly resetsAt: Date;
}

const COLLECTION = 'rate_counts';
const prepared = new WeakMap<mongoose.Connection, Promise<void>>();

/** Counts hits in the collection `rate_counts`, in windows that begin with the first hit, for all replicas together. */
export class SharedCounts {
  private readonly counter: RateLimiterMongo;

  /** @param name keeps the counts of one limit apart from those of others */
  constructor(
    private readonly connection: mongoose.Connection,
    name: string,
    windowSeconds: number,
  ) {
    this.counter = new RateLimiterMongo({
      storeClient: connection,
      keyPrefix: name,
      tableName: COLLECTION,
      duration: windowSeconds,
      // How many are too many is up to who counts.
      points: Number.MAX_SAFE_INTEGER,
      // It would not wait for the unique index, without which two first hits at once are two counts.
      disableIndexesCreation: true,
    });
  }

  /** What there is of a key in its running window. */
  async read(key: string): Promise<Count | undefined> {
    const found = await this.counter.get(key);
    return found ? toCount(found) : undefined;
  }

  /** Adds hits, however many; the answer has them in it. */
  async add(key: string, hits = 1): Promise<Count> {
    await this.prepare();
    return toCount(await this.counter.penalty(key, hits));
  }

  /** Takes a hit back. */
  async subtract(key: string): Promise<void> {
    await this.counter.reward(key, 1);
  }

  /** Begins a key's window anew. */
  async forget(key: string): Promise<void> {
    await this.counter.delete(key);
  }

  private prepare(): Promise<void> {
    const running =
      prepared.get(this.connection) ??
      this.counter.createIndexes().catch((error: unknown) => {
        prepared.delete(this.connection);
        throw error;
      });
    prepared.set(this.connection, running);
    return running;
  }
}

function toCount({ consumedPoints, msBeforeNext }: RateLimiterRes): Count {
  return { hits: consumedPoints, resetsAt: new Date(Date.now() + msBeforeNext) };
}
