/** Batches under way at the same time, unless said otherwise; while they are, further items gather for the next one. */
const MAX_RUNNING = 2;
/** Items of one batch, at the most, unless said otherwise. */
const MAX_SIZE = 100;

interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/** How items are batched. */
export interface BatcherOptions {
  /** Items of one batch, at the most; default 100. */
  readonly maxSize?: number;
  /** Batches under way at the same time, at the most; default 2, one where they would only wait for each other. */
  readonly maxRunning?: number;
  /**
   * How long the next batch waits for others after one of several, for work that is better done at less cost than at once;
   * what comes by itself is done at once. Default not at all.
   */
  readonly lingerMs?: number;
  /** Whether the items of a batch that failed are tried again one by one, so that only the bad ones fail; default false. */
  readonly isolateFailures?: boolean;
}

/**
 * Lets work that arrives at the same time share one round trip: a commit, or a read. The first to come does not wait; while as
 * many batches as may be are under way, the next gathers, so that batches are as large as the load makes them.
 */
export class Batcher<T, R = void> {
  private queue: Waiting<T, R>[] = [];
  private running = 0;
  private scheduled = false;
  /** Until then the next batch waits for others; by `performance.now()`. */
  private lingersUntil = 0;
  private readonly options: Required<BatcherOptions>;

  /** @param work does all items, or none; results in the order of the items, or nothing where there are none */
  constructor(
    private readonly work: (items: readonly T[]) => Promise<readonly R[] | void>,
    {
      maxSize = MAX_SIZE,
      maxRunning = MAX_RUNNING,
      lingerMs = 0,
      isolateFailures = false,
    }: BatcherOptions = {},
  ) {
    this.options = { maxSize, maxRunning, lingerMs, isolateFailures };
  }

  /**
   * Resolves with the item's result once its batch is done.
   * @throws what `work` throws for its batch; with `isolateFailures`, for this item alone
   */
  add(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.queue.push({ item, resolve, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    const start = (): void => {
      this.scheduled = false;
      this.startBatches();
    };
    // Requests that were read in this turn of the event loop belong to one batch.
    const waitMs = this.lingersUntil - performance.now();
    if (waitMs > 0) setTimeout(start, waitMs);
    else setImmediate(start);
  }

  private startBatches(): void {
    const { maxSize, maxRunning, lingerMs } = this.options;
    while (this.running < maxRunning && this.queue.length > 0) {
      const batch = this.queue.splice(0, maxSize);
      this.running += 1;
      void this.run(batch).finally(() => {
        this.running -= 1;
        if (lingerMs > 0) this.lingersUntil = batch.length > 1 ? performance.now() + lingerMs : 0;
        if (lingerMs === 0 || this.queue.length >= maxSize) this.startBatches();
        else if (this.queue.length > 0) this.schedule();
      });
    }
  }

  private async run(batch: readonly Waiting<T, R>[]): Promise<void> {
    try {
      const results = await this.work(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => resolve(results?.[index] as R));
    } catch (error) {
      if (batch.length > 1 && this.options.isolateFailures)
        await Promise.all(batch.map((each) => this.run([each])));
      else for (const { reject } of batch) reject(error);
    }
  }
}

/**
 * Lets lookups that are asked for at the same time share one read of the database. Nothing is kept: every lookup is
 * answered by a read that began after it, so that it sees whatever was written before.
 */
export class SharedReads<V> {
  private readonly waiting = new Map<string, Promise<V | undefined>>();
  private readonly batcher: Batcher<string, V | undefined>;

  /** @param read finds what there is of these keys, each at most once. */
  constructor(
    read: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>,
    options: Pick<BatcherOptions, 'maxSize'> = {},
  ) {
    this.batcher = new Batcher(async (keys) => {
      for (const key of keys) this.waiting.delete(key);
      const found = await read(keys);
      return keys.map((key) => found.get(key));
    }, options);
  }

  /**
   * What is stored under a key, or `undefined`.
   * @throws whatever the shared read throws
   */
  get(key: string): Promise<V | undefined> {
    const asked = this.waiting.get(key);
    if (asked) return asked;
    const found = this.batcher.add(key);
    this.waiting.set(key, found);
    return found;
  }

  /** What is stored under each of these keys; those without anything are missing. */
  async getAll(keys: readonly string[]): Promise<Map<string, V>> {
    const found = await Promise.all(keys.map((key) => this.get(key)));
    return new Map(found.flatMap((value, nth) => (value === undefined ? [] : [[keys[nth]!, value]])));
  }
}
