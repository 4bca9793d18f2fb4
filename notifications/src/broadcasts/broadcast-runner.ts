import { runInContext, type Logger } from '@ticketing/common/observability';
import { broadcast as broadcastContent } from '../rules/content';
import type { NotificationIntent, Notifier } from '../rules/notifier';
import type { AudienceReader } from './audience';
import type { BroadcastRow, BroadcastStore, ClaimedBroadcast } from './broadcast-store';

export interface BroadcastRunnerOptions {
  store: BroadcastStore;
  audience: AudienceReader;
  notifier: Notifier;
  logger: Logger;
  /** Accounts per step; default 200. */
  batch?: number;
  /** How often abandoned broadcasts are looked for, in ms; default 2,000. */
  sweepMs?: number;
}

/**
 * Tells a broadcast to its audience, step by step. After each step the cursor is stored; a step that was done and not
 * stored, because the process died in between, is repeated, and what it tells has the same uuids and keys as before.
 */
export class BroadcastRunner {
  private timer: NodeJS.Timeout | undefined;
  private readonly running = new Map<string, Promise<void>>();
  private stopping = false;

  constructor(private readonly options: BroadcastRunnerOptions) {}

  /** Goes on with what a stopped replica left, now and whenever that happens. */
  start(): void {
    this.timer = setInterval(() => void this.sweep(), this.options.sweepMs ?? 2_000);
    this.timer.unref();
    void this.sweep();
  }

  /** Finishes the step under way and leaves the rest to others. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await Promise.all(this.running.values());
  }

  /** Works on a broadcast until it is done or somebody else has it. Never rejects. */
  run(id: string): Promise<void> {
    const known = this.running.get(id);
    if (known) return known;
    const work = this.work(id)
      .catch((error: unknown) => {
        this.options.logger.warn(
          { err: error, broadcast: id },
          'a broadcast is interrupted; it goes on soon',
        );
      })
      .finally(() => this.running.delete(id));
    this.running.set(id, work);
    return work;
  }

  /** Takes up abandoned broadcasts. Exposed for tests. */
  async sweep(): Promise<void> {
    try {
      const ids = await this.options.store.abandoned();
      await Promise.all(ids.map((id) => this.run(id)));
    } catch (error) {
      this.options.logger.warn({ err: error }, 'abandoned broadcasts could not be looked for');
    }
  }

  private async work(id: string): Promise<void> {
    const { store } = this.options;
    const claimed = this.stopping ? null : await store.claim(id);
    if (claimed) await runInContext(claimed.trail, 'tell broadcast', () => this.notifyAll(claimed));
  }

  private async notifyAll(claimed: ClaimedBroadcast): Promise<void> {
    const { store } = this.options;
    const { token } = claimed.lease;
    try {
      let { cursor } = claimed;
      while (!this.stopping) {
        const page = await this.options.audience.page(claimed.audience, cursor, this.options.batch ?? 200);
        if (page.cursor === undefined) return await store.finish(claimed._id, token);
        await this.notify(claimed, page.userIds);
        const step = { cursor: page.cursor, looked: page.looked, told: page.userIds.length };
        if (!(await store.advance(claimed._id, token, step))) return;
        ({ cursor } = page);
      }
    } finally {
      await store.release(claimed._id, token);
    }
  }

  private async notify({ _id, message, subject, createdAt }: BroadcastRow, userIds: string[]): Promise<void> {
    const content = broadcastContent(message, subject);
    const intents = userIds.map((userId): NotificationIntent => ({
      userId,
      kind: 'broadcast',
      event: 'broadcast',
      content,
    }));
    const id = `broadcast:${_id.toHexString()}`;
    await this.options.notifier.notify({ id, time: createdAt.toISOString(), origin: 'broadcast' }, intents);
  }
}
