import { randomUUID } from 'node:crypto';
import type { Collection, Connection } from 'mongoose';
import { isDuplicateKey } from '../errors';

interface LeaseDocument {
  _id: string;
  holder: string;
  expiresAt: Date;
}

/**
 * The right to do a piece of background work, held by one replica at a time and lost by itself when its holder
 * dies. It spares work being done twice; what must not happen twice needs more than a lease, because a stalled
 * holder may wake up after its lease has passed on.
 */
export class Lease {
  private readonly leases: Collection<LeaseDocument>;
  private readonly holder = randomUUID();
  /** When half of what was granted is over, in ms since the epoch. */
  private renewAt = -Infinity;

  /** @param ttlMs milliseconds after which a holder that does not renew loses it. */
  constructor(
    connection: Connection,
    readonly name: string,
    private readonly ttlMs = 5_000,
  ) {
    this.leases = connection.collection<LeaseDocument>('leases');
  }

  /** Takes the lease, or renews it once half of its time is over; false while somebody else holds it. */
  async acquire(now = Date.now()): Promise<boolean> {
    if (now < this.renewAt && now >= this.renewAt - this.ttlMs / 2) return true;
    const mine = { holder: this.holder, expiresAt: new Date(now + this.ttlMs) };
    try {
      const result = await this.leases.updateOne(
        { _id: this.name, $or: [{ holder: this.holder }, { expiresAt: { $lt: new Date(now) } }] },
        { $set: mine },
        { upsert: true },
      );
      const isOurs = result.matchedCount + result.upsertedCount === 1;
      this.renewAt = isOurs ? now + this.ttlMs / 2 : -Infinity;
      return isOurs;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  /** Gives it back early, so that another replica need not wait; where that fails, it runs out by itself. */
  async release(): Promise<void> {
    this.renewAt = -Infinity;
    await this.leases.deleteOne({ _id: this.name, holder: this.holder }).catch(() => undefined);
  }
}
