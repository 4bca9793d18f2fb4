import type { Logger } from '@ticketing/common/observability';
import type { Redis } from 'ioredis';

export interface FeedSignalOptions {
  /** Publishes. */
  redis: Redis;
  /** A connection of its own, because a subscribed one can't publish. */
  subscriber: Redis;
  logger: Logger;
  channel?: string;
}

/** Tells all replicas that the log has grown. Only ever a hint: whoever misses it reads the log soon anyway. */
export class FeedSignal {
  private readonly channel: string;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly options: FeedSignalOptions) {
    this.channel = options.channel ?? 'notifications:feed';
  }

  /** Subscribes; while Redis is away it keeps trying and returns at once. */
  start(): void {
    const { subscriber, logger } = this.options;
    subscriber.on('message', (channel) => {
      if (channel === this.channel) this.signalHere();
    });
    subscriber
      .subscribe(this.channel)
      .catch((error: unknown) => logger.warn({ err: error }, 'growth of the feed is not heard at once'));
  }

  onGrowth(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** Tells this process at once, and the others through Redis. */
  publish(head: number): void {
    this.signalHere();
    this.options.redis.publish(this.channel, String(head)).catch((error: unknown) => {
      this.options.logger.debug({ err: error }, 'growth of the feed was not passed on');
    });
  }

  private signalHere(): void {
    for (const listener of this.listeners) listener();
  }
}
