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
 * moment for the others, and all that comes while a commit is under way goes with the next.
 */
export class GroupCommit<T, R> {
  private waiting: Waiting<T, R>[] = [];
  private inFlight = 0;
  private scheduled = false;
  private lastGroup = 0;

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
    if (this.scheduled || this.inFlight >= this.maxInFlight || this.waiting.length === 0) return;
    this.scheduled = true;
    const flush = () => {
      this.scheduled = false;
      void this.flush();
    };
    const alone = this.lastGroup <= 1 && this.waiting.length <= 1;
    if (alone) setImmediate(flush);
    else setTimeout(flush, this.lingerMs);
  }

  private async flush(): Promise<void> {
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
