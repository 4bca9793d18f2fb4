import { captureContext } from '@ticketing/common/observability';
import type { Outbox, Transaction } from '@ticketing/common/outbox';
import type { Audience, AudienceReader } from './audience';
import type { BroadcastQueue } from './broadcast-queue';
import type { BroadcastRunner } from './broadcast-runner';
import type { BroadcastRow, BroadcastStore } from './broadcast-store';

export interface BroadcastsOptions {
  outbox: Pick<Outbox, 'transaction'>;
  store: BroadcastStore;
  audience: AudienceReader;
  runner: BroadcastRunner;
  /** Without one a broadcast waits for the runner's next look. */
  queue?: BroadcastQueue;
}

/** What an admin asks for. */
export interface BroadcastRequest {
  message: string;
  subject?: string;
  audience: Audience;
  /** How long it can be taken back before anybody is told, in ms; 0 if not given. */
  delayMs?: number;
  /** Id of the admin. */
  by: string;
}

/** Broadcasts: begun by an admin, carried out by any replica. */
export class Broadcasts {
  constructor(private readonly options: BroadcastsOptions) {}

  get store(): BroadcastStore {
    return this.options.store;
  }

  /** How many people a broadcast to this audience would be for. */
  count(audience: Audience): Promise<number> {
    return this.options.audience.count(audience);
  }

  async start(): Promise<void> {
    await this.options.store.prepare();
    this.options.queue?.start();
    this.options.runner.start();
  }

  /**
   * Durable when it resolves; carried out after that.
   * @param within done in the same transaction
   */
  async begin(
    request: BroadcastRequest,
    within?: (tx: Transaction, broadcast: BroadcastRow) => Promise<void>,
  ): Promise<BroadcastRow> {
    const { audience, outbox, store } = this.options;
    const total = await audience.total();
    const row = await outbox.transaction(async (tx) => {
      const created = await store.create({ ...request, total, trail: captureContext() }, tx.session);
      await within?.(tx, created);
      return created;
    });
    this.options.queue?.trigger(row._id.toHexString(), request.delayMs ?? 0);
    return row;
  }

  /**
   * Tells nobody from now on but those of the step under way.
   * @param within done in the same transaction, where it still ran
   * @returns it as it is then; null when there is none
   */
  async end(
    id: string,
    within: (tx: Transaction, broadcast: BroadcastRow) => Promise<void>,
  ): Promise<BroadcastRow | null> {
    const { outbox, store } = this.options;
    const stopped = await outbox.transaction(async (tx) => {
      const row = await store.stop(id, tx.session);
      if (row) await within(tx, row);
      return row;
    });
    return stopped ?? store.find(id);
  }

  async stop(): Promise<void> {
    await this.options.runner.stop();
    await this.options.queue?.stop();
  }
}
