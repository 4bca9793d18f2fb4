/** Most items one commit takes. */
const maxGroup = 1000;

interface Waiting<T, R> {
  item: T;
  resolve: (result: R) => void;
  reject: (err: unknown) => void;
}

/**
 * Gathers single items that come at the same time into one commit, so that none costs a round trip of its own. While items
 * come one by one, each is committed at the end of the event loop's turn; when they come together, the first waits a
 * moment until there are as many as lately were, and all that comes while a commit is under way goes with the next.
 */
export class GroupCommit<T, R> {
  private waiting: Waiting<T, R>[] = [];
  private inFlight = 0;
  private lastGroup = 0;
  private timer: NodeJS.Timeout | undefined;
  private flushing: NodeJS.Immediate | undefined;

  /**
   * @param maxInFlight commits under way at once: while they are, what arrives gathers for the next
   * @param lingerMs how long the first item of a group waits for others when there lately were others
   */
  constructor(
    private readonly commit: (items: T[]) => Promise<R[]>,
    private readonly maxInFlight = 1,
    private readonly lingerMs = 2,
  ) {}

  /** Resolves with the item's own result; rejects when the commit it went with failed. */
  add(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.flushing || this.inFlight >= this.maxInFlight || this.waiting.length === 0) return;
    if (this.waiting.length < this.lastGroup) {
      this.timer ??= setTimeout(() => void this.flush(), this.lingerMs);
      return;
    }
    // As many as lately came together: nobody else is to be waited for, but for those of this turn.
    this.flushing = setImmediate(() => void this.flush());
  }

  private async flush(): Promise<void> {
    clearTimeout(this.timer);
    clearImmediate(this.flushing);
    this.timer = this.flushing = undefined;
    const group = this.waiting.splice(0, maxGroup);
    this.lastGroup = group.length;
    this.inFlight += 1;
    this.schedule();
    try {
      const results = await this.commit(group.map(({ item }) => item));
      group.forEach(({ resolve, reject }, index) => {
        const result = results[index];
        if (result === undefined) reject(new Error('a commit gave fewer results than items'));
        else resolve(result);
      });
    } catch (err) {
      for (const { reject } of group) reject(err);
    } finally {
      this.inFlight -= 1;
      this.schedule();
    }
  }
}
