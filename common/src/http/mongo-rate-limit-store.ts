import type { ClientRateLimitInfo, Options, Store } from 'express-rate-limit';
import type mongoose from 'mongoose';
import { isDuplicateKey } from '../errors';

interface HitsDocument {
  _id: string;
  hits: number;
  resetAt: Date;
}

/** Counts hits in the collection `rate_limits`, in windows that begin with the first hit, for all replicas together. */
export class MongoRateLimitStore implements Store {
  readonly localKeys = false;
  readonly prefix: string;
  private readonly counts: mongoose.mongo.Collection<HitsDocument>;
  private windowMs = 60_000;
  private prepared: Promise<unknown> | undefined;

  /** @param name keeps the counts of one limit apart from those of others */
  constructor(
    connection: mongoose.Connection,
    name: string,
    private readonly now: () => number = Date.now,
  ) {
    this.prefix = `${name}:`;
    this.counts = connection.collection('rate_limits') as unknown as mongoose.mongo.Collection<HitsDocument>;
  }

  init({ windowMs }: Pick<Options, 'windowMs'>): void {
    this.windowMs = windowMs;
  }

  async get(key: string): Promise<ClientRateLimitInfo | undefined> {
    const count = await this.counts.findOne({
      _id: this.prefix + key,
      resetAt: { $gt: new Date(this.now()) },
    });
    return count ? { totalHits: count.hits, resetTime: count.resetAt } : undefined;
  }

  async increment(key: string): Promise<ClientRateLimitInfo> {
    await this.prepare();
    const _id = this.prefix + key;
    for (;;) {
      try {
        return await this.hit(_id);
      } catch (error) {
        // Two first hits at once: one upsert loses against the other and then finds its document.
        if (!isDuplicateKey(error)) throw error;
      }
    }
  }

  async decrement(key: string): Promise<void> {
    await this.counts.updateOne({ _id: this.prefix + key, hits: { $gt: 0 } }, { $inc: { hits: -1 } });
  }

  async resetKey(key: string): Promise<void> {
    await this.counts.deleteOne({ _id: this.prefix + key });
  }

  private async hit(_id: string): Promise<ClientRateLimitInfo> {
    const now = this.now();
    const running = { $gt: ['$resetAt', new Date(now)] };
    const count = await this.counts.findOneAndUpdate(
      { _id },
      [
        {
          $set: {
            hits: { $cond: [running, { $add: ['$hits', 1] }, 1] },
            resetAt: { $cond: [running, '$resetAt', new Date(now + this.windowMs)] },
          },
        },
      ],
      { upsert: true, returnDocument: 'after' },
    );
    if (!count) throw new Error('an upsert returned nothing');
    return { totalHits: count.hits, resetTime: count.resetAt };
  }

  private prepare(): Promise<unknown> {
    this.prepared ??= this.counts
      .createIndex({ resetAt: 1 }, { expireAfterSeconds: 0 })
      .catch((error: unknown) => {
        this.prepared = undefined;
        throw error;
      });
    return this.prepared;
  }
}
