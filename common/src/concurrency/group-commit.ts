/** Transactions under way at the same time; while they are, further inserts gather for the next one. */
const MAX_RUNNING = 2;
/** Inserts that share one transaction, at the most, unless said otherwise. */
const MAX_SIZE = 100;

interface Waiting<T> {
  readonly item: T;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets work that arrives at the same time share one commit. The first to come does not wait, unless told to linger; while
 * a commit is under way, the next group gathers, so that groups are as large as the load makes them.
 */
export class GroupCommit<T> {
  private queue: Waiting<T>[] = [];
  private running = 0;
  private scheduled = false;

  private readonly maxSize: number;
  private readonly lingerMs: number;

  /**
   * @param commit makes all items durable, or none.
   * @param options `maxSize`: items that share one commit, at the most; default 100. `lingerMs`: how long the first of a
   * group waits for others, for work that is better done at less cost than at once; default not at all.
   */
  constructor(
    private readonly commit: (items: readonly T[]) => Promise<void>,
    { maxSize = MAX_SIZE, lingerMs = 0 }: { maxSize?: number; lingerMs?: number } = {},
  ) {
    this.maxSize = maxSize;
    this.lingerMs = lingerMs;
  }

  /**
   * Resolves once the item is durable. An item that makes its group fail only fails itself: the group is committed
   * again one by one.
   * @throws what `commit` throws for this item alone
   */
  add(item: T): Promise<void> {
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
      this.startGroups();
    };
    // Requests that were read in this turn of the event loop belong to one group.
    if (this.lingerMs > 0) setTimeout(start, this.lingerMs);
    else setImmediate(start);
  }

  private startGroups(): void {
    while (this.running < MAX_RUNNING && this.queue.length > 0) {
      const group = this.queue.splice(0, this.maxSize);
      this.running += 1;
      void this.runGroup(group).finally(() => {
        this.running -= 1;
        if (this.lingerMs === 0 || this.queue.length >= this.maxSize) this.startGroups();
        else if (this.queue.length > 0) this.schedule();
      });
    }
  }

  private async runGroup(group: Waiting<T>[]): Promise<void> {
    try {
      await this.commit(group.map(({ item }) => item));
      for (const { resolve } of group) resolve();
    } catch (error) {
      if (group.length === 1) group[0]?.reject(error);
      else await Promise.all(group.map((each) => this.commit([each.item]).then(each.resolve, each.reject)));
    }
  }
}
