/** Runs tasks, so many at a time; the others wait in their order. */
export class Pool {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private size: number) {}

  /** Resolves or rejects as the task does. */
  async run<R>(task: () => Promise<R>): Promise<R> {
    if (this.running >= this.size) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running += 1;
    try {
      return await task();
    } finally {
      // Handing the place on keeps the count, so that nobody can slip in between.
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }

  /** Lets everyone in who waits, and whoever comes. */
  open(): void {
    this.size = Infinity;
    this.running += this.waiting.length;
    for (const enter of this.waiting.splice(0)) enter();
  }
}
