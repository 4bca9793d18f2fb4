import { EventEmitter } from 'node:events';
import type { Logger } from '@ticketing/common/observability';
import type { Redis } from 'ioredis';
import type { NotificationChange, OutgoingChannel } from './notification';

interface Wire {
  from: string;
  changes?: NotificationChange[];
  wake?: OutgoingChannel[];
}

/** A wake for each of thousands of requests a second would cost more than the requests, in ms. */
const WAKE_EVERY_MS = 25;

export interface ChangesOptions {
  /** Publishes; commands fail fast while Redis is away. */
  redis: Redis;
  /** A connection of its own, because a subscribed one can't publish. */
  subscriber: Redis;
  logger: Logger;
  /** This process, so that it doesn't hear itself twice. */
  processId: string;
  channel?: string;
}

/**
 * Tells this process, and through Redis every other replica, that notifications have reached a status. A hint and never
 * the truth: what is missed while Redis is away is found in the database.
 */
export class Changes {
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private readonly channel: string;
  private readonly waking = new Set<OutgoingChannel>();
  private wakeTimer: NodeJS.Timeout | undefined;

  constructor(private readonly options: ChangesOptions) {
    this.channel = options.channel ?? 'notifications:changes';
  }

  /** Subscribes; while Redis is away it keeps trying and resolves at once. */
  start(): void {
    const { subscriber, logger } = this.options;
    subscriber.on('message', (channel, message) => this.receive(channel, message));
    subscriber
      .subscribe(this.channel)
      .catch((error: unknown) => logger.warn({ err: error }, 'changes of other replicas are not heard yet'));
  }

  /** Calls `listener` with each group of changes, of this process and of the others. Returns how to stop. */
  onChanges(listener: (changes: NotificationChange[]) => void): () => void {
    this.emitter.on('changes', listener);
    return () => this.emitter.off('changes', listener);
  }

  /** Calls `listener` when a channel has something due, stored here or by another replica. */
  onWake(listener: (channels: OutgoingChannel[]) => void): () => void {
    this.emitter.on('wake', listener);
    return () => this.emitter.off('wake', listener);
  }

  /**
   * Tells all of `changes` here, and the other replicas those that a person may be watching: what services send in bulk
   * to plain addresses stays off the wire.
   */
  publish(changes: NotificationChange[]): void {
    if (changes.length === 0) return;
    this.emitter.emit('changes', changes);
    const watched = changes.filter((change) => change.userId ?? change.submitter);
    if (watched.length > 0) this.send({ from: this.options.processId, changes: watched });
  }

  /** Says that these channels have something due: here at once, to the other replicas now and then. */
  wake(channels: OutgoingChannel[]): void {
    if (channels.length === 0) return;
    this.emitter.emit('wake', channels);
    for (const channel of channels) this.waking.add(channel);
    this.wakeTimer ??= setTimeout(() => this.passWakeOn(), WAKE_EVERY_MS).unref();
  }

  /** Says what is still to be said. */
  stop(): void {
    if (this.wakeTimer) this.passWakeOn();
  }

  private passWakeOn(): void {
    clearTimeout(this.wakeTimer);
    this.wakeTimer = undefined;
    this.send({ from: this.options.processId, wake: [...this.waking] });
    this.waking.clear();
  }

  private send(wire: Wire): void {
    // Nothing piles up for a server that is away: whoever missed it looks in the database.
    if (this.options.redis.status !== 'ready') return;
    this.options.redis.publish(this.channel, JSON.stringify(wire)).catch((error: unknown) => {
      this.options.logger.debug({ err: error }, 'changes were not passed on to other replicas');
    });
  }

  private receive(channel: string, message: string): void {
    if (channel !== this.channel) return;
    const wire = JSON.parse(message) as Wire;
    if (wire.from === this.options.processId) return;
    if (wire.changes) this.emitter.emit('changes', wire.changes);
    if (wire.wake) this.emitter.emit('wake', wire.wake);
  }
}

/** Most requests that may wait in this process; more are answered at once. */
export const MAX_WAITERS = 5_000;

/** Requests that are held until a notification moves on (long polling). */
export class StatusWaiters {
  private readonly waiting = new Map<string, Set<() => void>>();
  private readonly unsubscribe: () => void;
  private count = 0;
  private draining = false;

  /** @param lookMs how often a waiter looks by itself, for changes that Redis didn't pass on */
  constructor(
    changes: Pick<Changes, 'onChanges'>,
    private readonly lookMs = 1_000,
  ) {
    this.unsubscribe = changes.onChanges((list) => {
      for (const { id } of list) for (const wake of this.waiting.get(id) ?? []) wake();
    });
  }

  /** How many requests are held. */
  get held(): number {
    return this.count;
  }

  /**
   * Calls `look` now, whenever the notification may have moved on, and now and then in between, until it returns
   * something, the time is up, the client has left or the process drains.
   *
   * @param ms longest wait
   * @returns what `look` returned, or undefined
   */
  async until<T>(
    id: string,
    ms: number,
    look: () => Promise<T | undefined>,
    left: AbortSignal,
  ): Promise<T | undefined> {
    const end = Date.now() + ms;
    for (;;) {
      const next = this.nextChange(id, Math.min(this.lookMs, end - Date.now()), left);
      const found = await look().catch((error: unknown) => {
        next.cancel();
        throw error;
      });
      const over = Date.now() >= end || this.draining || left.aborted || next.full;
      if (found !== undefined || over) {
        next.cancel();
        return found;
      }
      await next.reached;
    }
  }

  /** Lets everyone look, for reasons other than a change. */
  lookAgain(): void {
    for (const wakes of [...this.waiting.values()]) for (const wake of [...wakes]) wake();
  }

  /** Lets everyone go, because the process is stopping. */
  drain(): void {
    this.draining = true;
    this.unsubscribe();
    this.lookAgain();
  }

  /** Begins to listen before anyone looks, so that no change falls between the two. */
  private nextChange(id: string, ms: number, left: AbortSignal) {
    if (this.count >= MAX_WAITERS) return { full: true, reached: Promise.resolve(), cancel: () => undefined };
    let cancel = (): void => undefined;
    const reached = new Promise<void>((resolve) => {
      const wakes = this.waiting.get(id) ?? new Set();
      const timer = setTimeout(() => cancel(), Math.max(0, ms));
      cancel = () => {
        if (!wakes.delete(cancel)) return;
        this.count -= 1;
        clearTimeout(timer);
        left.removeEventListener('abort', cancel);
        if (wakes.size === 0) this.waiting.delete(id);
        resolve();
      };
      this.count += 1;
      wakes.add(cancel);
      this.waiting.set(id, wakes);
      left.addEventListener('abort', cancel);
    });
    return { full: false, reached, cancel };
  }
}
