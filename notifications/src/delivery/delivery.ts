import type { Changes } from '../changes/changes';
import type { OutgoingChannel } from '../domain/notification';
import type { ChannelWorker } from './channel-worker';
import type { Ledger } from './ledger';

export interface DeliveryOptions {
  workers: Map<OutgoingChannel, ChannelWorker>;
  ledger: Ledger;
  changes: Changes;
  /** Closes the providers' connections. */
  close: () => Promise<void>;
}

/** All channels' workers of this process: one that is slow or paused doesn't hold up another. */
export class Delivery {
  private unsubscribe: (() => void) | undefined;

  constructor(private readonly options: DeliveryOptions) {}

  start(): void {
    // Another replica's wake comes a little later than its own, so that most is claimed by then.
    this.unsubscribe = this.options.changes.onWake((types) => this.wake(types));
    for (const worker of this.options.workers.values()) worker.start();
  }

  /**
   * Claims nothing more and waits for the pushes under way and their answers.
   *
   * @param timeoutMs after which answers that can't be stored are left to the leases
   */
  async stop(timeoutMs = 8_000): Promise<void> {
    this.unsubscribe?.();
    const giveUp = setTimeout(() => this.options.ledger.abandon(), timeoutMs);
    try {
      await Promise.all([...this.options.workers.values()].map((worker) => worker.stop()));
    } finally {
      clearTimeout(giveUp);
      await this.options.close();
    }
  }

  private wake(types: OutgoingChannel[]): void {
    for (const type of types) this.options.workers.get(type)?.wake();
  }
}
