import type { Logger } from '@ticketing/common/observability';
import type { FeedEntry, FeedLog } from './feed-log';

export interface FeedTailOptions {
  log: FeedLog;
  logger: Logger;
  /** Called with new entries, in order and without a gap. */
  onEntries: (entries: FeedEntry[]) => void;
  /** Called when the log no longer holds what comes next: it was lost, or trimmed while this process was away. */
  onBroken: () => void;
  /** How long an entry that nobody pointed to waits at the most, in ms; default 1,000. */
  pollMs?: number;
}

const PAGE_SIZE = 500;

/**
 * Follows the log once per process, for all of its streams. Being poked only makes it look sooner; what it is told is
 * what it reads.
 */
export class FeedTail {
  private at = 0;
  private timer: NodeJS.Timeout | undefined;
  private reading: Promise<void> | undefined;
  private again = false;
  private stopped = false;

  constructor(private readonly options: FeedTailOptions) {}

  /** The id up to which entries were handed out. */
  get position(): number {
    return this.at;
  }

  /** Begins at the newest entry. */
  async start(): Promise<void> {
    this.at = (await this.options.log.bounds()).head;
    this.timer = setInterval(() => this.poke(), this.options.pollMs ?? 1_000);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.reading;
  }

  /** Says that there may be something new. */
  poke(): void {
    if (this.stopped) return;
    this.again = true;
    this.reading ??= this.readAll().finally(() => {
      this.reading = undefined;
    });
  }

  private async readAll(): Promise<void> {
    try {
      while (this.again && !this.stopped) {
        this.again = false;
        await this.readPage();
      }
    } catch (error) {
      this.options.logger.warn({ err: error }, 'the feed could not be read; the next look will');
    }
  }

  private async readPage(): Promise<void> {
    // The entry at the position is read again: should it be missing, the log is not the one that was followed.
    const entries = await this.options.log.read({ after: Math.max(0, this.at - 1), limit: PAGE_SIZE });
    const expected = Math.max(1, this.at);
    if ((entries[0]?.id ?? 0) !== expected && (entries.length > 0 || this.at > 0)) return this.checkGap();
    const fresh = entries.filter((entry) => entry.id > this.at);
    const last = fresh.at(-1);
    if (!last) return;
    this.at = last.id;
    this.again ||= entries.length === PAGE_SIZE;
    this.options.onEntries(fresh);
  }

  /** A majority read may trail for a moment behind what this process knows; a plain read tells a gap from that. */
  private async checkGap(): Promise<void> {
    const { floor, head } = await this.options.log.bounds();
    if (floor <= this.at && this.at <= head) return;
    this.options.logger.error({ position: this.at, floor, head }, 'the feed has a gap; streams begin anew');
    this.at = head;
    this.options.onBroken();
  }
}
