/**
 * Runs a task at an interval, one turn at a time: a turn that takes longer than the interval delays the next one
 * instead of meeting it. The timer does not keep the process alive.
 */
export class PeriodicTask {
  private timer?: NodeJS.Timeout;
  private running?: Promise<void> | undefined;
  private stopped = false;

  /**
   * @param work must not reject; it should look at `isStopped` in long loops
   * @param intervalMs milliseconds from the start of one turn to the start of the next
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
    this.timer = setInterval(() => {
      this.running ??= this.work().finally(() => {
        this.running = undefined;
      });
    }, this.intervalMs);
    this.timer.unref();
  }

  /** Starts no further turn and waits for the one that runs. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.running;
  }
}
