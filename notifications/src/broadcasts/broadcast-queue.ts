import { TimeLimitError, within } from '@ticketing/common/concurrency';
import type { Logger } from '@ticketing/common/observability';
import { ignoreSetWorkerNameError } from '@ticketing/common/service';
import Queue from 'bull';
import type { Redis } from 'ioredis';

/** The queue's name in Redis. */
export const QUEUE_NAME = 'broadcasts';

const MAX_CLOSE_MS = 2_000;

interface Job {
  id: string;
}

export interface BroadcastQueueOptions {
  /** Its connections are made like this one. */
  redis: Redis;
  logger: Logger;
  run: (id: string) => Promise<void>;
  /** Put before every key. */
  prefix?: string;
}

/**
 * Hands a new broadcast to whichever replica is free, at once. Only a trigger: a job that is lost with Redis is found in
 * the database by the runner's sweep.
 */
export class BroadcastQueue {
  private readonly queue: Queue.Queue<Job>;
  /** Bull leaves connections that it didn't make itself open. */
  private readonly clients: Redis[] = [];

  constructor(private readonly options: BroadcastQueueOptions) {
    const { logger, prefix = 'notifications' } = options;
    this.queue = new Queue<Job>(QUEUE_NAME, {
      prefix: `${prefix}:bull`,
      createClient: () => this.connect(),
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
    });
    ignoreSetWorkerNameError(this.queue);
    this.queue.on('error', (error) =>
      logger.debug({ err: error }, 'the queue of broadcasts reported an error'),
    );
  }

  start(): void {
    // Settles only when the queue is closed.
    this.queue
      .process(2, ({ data }) => this.options.run(data.id))
      .catch((error: unknown) =>
        this.options.logger.error({ err: error }, 'the queue of broadcasts stopped'),
      );
  }

  /** Asks for a broadcast to be run after `delayMs`; returns at once, also while Redis is away. */
  trigger(id: string, delayMs: number): void {
    this.queue.add({ id }, { jobId: id, delay: delayMs }).catch((error: unknown) => {
      this.options.logger.warn({ err: error, broadcast: id }, 'a broadcast waits for the next look');
    });
  }

  /** Takes no more jobs. While Redis is away it waits for a moment only. */
  async stop(): Promise<void> {
    await within(MAX_CLOSE_MS, () => this.queue.close()).catch((error: unknown) => {
      if (!(error instanceof TimeLimitError)) throw error;
    });
    for (const client of this.clients) client.disconnect();
  }

  /** Bull needs connections of its own that wait for Redis without giving commands up. */
  private connect(): Redis {
    const client = this.options.redis.duplicate({ maxRetriesPerRequest: null, enableReadyCheck: false });
    this.clients.push(client);
    return client;
  }
}
