/** Lets a loop sleep until it is woken or its time is up. A wake while it is awake counts for its next sleep. */
export class Waker {
  private woken = false;
  private end: (() => void) | undefined;

  /** Ends the sleep. */
  wake(): void {
    this.woken = true;
    this.end?.();
  }

  /** Sleeps for at most `ms`. */
  async sleep(ms: number): Promise<void> {
    if (!this.woken) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.end = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.end = undefined;
    this.woken = false;
  }
}
