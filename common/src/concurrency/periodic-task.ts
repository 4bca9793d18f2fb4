/** A timer may fire this much too early, in milliseconds. */
const EARLY_MS = 2;

/**
 * Runs a task at an interval, one turn at a time: a turn that takes longer than the interval delays the next one
 * instead of meeting it. All tasks of a process have their turns at the same moments: waking up an idle one costs more than what
 * it wakes up for. The timer does not keep the process alive.
 */
export class PeriodicTask {
  private timer?: NodeJS.Timeout;
  private running?: Promise<void> | undefined;
  private stopped = false;

  /**
   * @param work must not reject; it should look at `isStopped` in long loops
   * @param intervalMs milliseconds from the start of one turn to the start of the next; the first comes within one
   */
  constructor(
    private readonly work: () => Promise<void>,
    private readonly intervalMs: number,
  ) {}

  /** True once `stop` was called. */
  get isStopped(): boolean {
    return this.stopped;
  }

  start(): void {
    this.stopped = false;
    this.wait();
  }

  /** Starts no further turn and waits for the one that runs. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private wait(): void {
    const sinceTurn = (performance.now() + EARLY_MS) % this.intervalMs;
    this.timer = setTimeout(
      () => {
        this.wait();
        this.running ??= this.work().finally(() => {
          this.running = undefined;
        });
      },
      this.intervalMs - sinceTurn + EARLY_MS,
    ).unref();
  }
}
