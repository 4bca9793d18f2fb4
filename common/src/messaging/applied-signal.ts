/** Wakes those who wait in this process for an aggregate to move on. */
export class AppliedSignal {
  private readonly waiting = new Map<string, Set<() => void>>();

  /** How many are waiting. */
  get size(): number {
    let total = 0;
    for (const set of this.waiting.values()) total += set.size;
    return total;
  }

  /** Resolves when `aggregate` was applied to here, or after `timeoutMs` milliseconds. */
  wait(aggregate: string, timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const waiters = this.waiting.get(aggregate) ?? new Set();
      this.waiting.set(aggregate, waiters);
      const done = (): void => {
        clearTimeout(timer);
        waiters.delete(done);
        if (waiters.size === 0 && this.waiting.get(aggregate) === waiters) this.waiting.delete(aggregate);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      waiters.add(done);
    });
  }

  /** Tells those who wait for `aggregate` to look again. */
  notify(aggregate: string): void {
    for (const done of [...(this.waiting.get(aggregate) ?? [])]) done();
  }
}
