import { PeriodicTask } from '../concurrency';
import type { Logger } from '../observability';
import type { Lease } from '../outbox';

/** What a leased task works with. */
export interface LeasedTaskOptions {
  readonly lease: Pick<Lease, 'acquire' | 'release'>;
  readonly logger: Logger;
}

/** A task at an interval that one replica does at a time: the one that has its lease, until it stops. */
export abstract class LeasedTask extends PeriodicTask {
  /** @param failure what is logged of a turn that failed */
  constructor(
    private readonly leased: LeasedTaskOptions,
    intervalMs: number,
    private readonly failure: string,
  ) {
    super(() => this.turn(), intervalMs);
  }

  override async stop(): Promise<void> {
    await super.stop();
    await this.leased.lease.release();
  }

  /** One turn, if no other replica has the lease; exposed for tests. Never rejects. */
  async turn(now = new Date()): Promise<void> {
    try {
      if (await this.leased.lease.acquire()) await this.perform(now);
    } catch (error) {
      this.leased.logger.warn({ err: error }, this.failure);
    }
  }

  /** What a turn does; it should look at `isStopped` in long loops. */
  protected abstract perform(now: Date): Promise<void>;
}
