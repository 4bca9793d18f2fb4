/** Runs tasks of one key one after another, and tasks of different keys side by side. */
export class KeyedMutex {
  private readonly tails = new Map<string, Promise<unknown>>();

  /** Number of keys with a task running or waiting. */
  get size(): number {
    return this.tails.size;
  }

  /** Runs `task` once every earlier task of `key` has settled; its result or error is the caller's. */
  async run<R>(key: string, task: () => Promise<R>): Promise<R> {
    const previous = this.tails.get(key);
    const current = previous ? previous.then(task, task) : task();
    this.tails.set(key, current);
    try {
      return await current;
    } finally {
      if (this.tails.get(key) === current) this.tails.delete(key);
    }
  }
}
