import { EventEmitter } from 'node:events';
import type { Redis } from 'ioredis';
import type { Logger } from '@ticketing/common/observability';
import type { NotificationChange, OutgoingChannel } from '../domain/notification';

interface Wire {
  from: string;
  changes?: NotificationChange[];
  wake?: OutgoingChannel[];
}

/** A wake for each of thousands of requests a second would cost more than the requests, in ms. */
const wakeEveryMs = 25;

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
      .catch((err: unknown) => logger.warn({ err }, 'changes of other replicas are not heard yet'));
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
    this.wakeTimer ??= setTimeout(() => this.passWakeOn(), wakeEveryMs).unref();
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
    this.options.redis.publish(this.channel, JSON.stringify(wire)).catch((err: unknown) => {
      this.options.logger.debug({ err }, 'changes were not passed on to other replicas');
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
