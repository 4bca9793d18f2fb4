import type { Changes } from './changes';

/** Most requests that may wait in this process; more are answered at once. */
export const mostWaiters = 5_000;

/** Requests that are held until a notification moves on (long polling). */
export class StatusWaiters {
  private readonly waiting = new Map<string, Set<() => void>>();
  private readonly unsubscribe: () => void;
  private count = 0;
  private draining = false;

  /** @param lookMs how often a waiter looks by itself, for changes that Redis didn't pass on */
  constructor(
    changes: Pick<Changes, 'onChanges'>,
    private readonly lookMs = 1_000,
  ) {
    this.unsubscribe = changes.onChanges((list) => {
      for (const { id } of list) for (const wake of this.waiting.get(id) ?? []) wake();
    });
  }

  /** How many requests are held. */
  get held(): number {
    return this.count;
  }

  /**
   * Calls `look` now, whenever the notification may have moved on, and now and then in between, until it returns
   * something, the time is up, the client has left or the process drains.
   *
   * @param ms longest wait
   * @returns what `look` returned, or undefined
   */
  async until<T>(
    id: string,
    ms: number,
    look: () => Promise<T | undefined>,
    left: AbortSignal,
  ): Promise<T | undefined> {
    const end = Date.now() + ms;
    for (;;) {
      const next = this.nextChange(id, Math.min(this.lookMs, end - Date.now()), left);
      const found = await look().catch((err: unknown) => {
        next.cancel();
        throw err;
      });
      const over = Date.now() >= end || this.draining || left.aborted || next.full;
      if (found !== undefined || over) {
        next.cancel();
        return found;
      }
      await next.reached;
    }
  }

  /** Lets everyone go, because the process is stopping. */
  drain(): void {
    this.draining = true;
    this.unsubscribe();
    for (const wakes of [...this.waiting.values()]) for (const wake of [...wakes]) wake();
  }

  /** Begins to listen before anyone looks, so that no change falls between the two. */
  private nextChange(id: string, ms: number, left: AbortSignal) {
    if (this.count >= mostWaiters) return { full: true, reached: Promise.resolve(), cancel: () => undefined };
    let cancel = (): void => undefined;
    const reached = new Promise<void>((resolve) => {
      const wakes = this.waiting.get(id) ?? new Set();
      const timer = setTimeout(() => cancel(), Math.max(0, ms));
      cancel = () => {
        if (!wakes.delete(cancel)) return;
        this.count -= 1;
        clearTimeout(timer);
        left.removeEventListener('abort', cancel);
        if (wakes.size === 0) this.waiting.delete(id);
        resolve();
      };
      this.count += 1;
      wakes.add(cancel);
      this.waiting.set(id, wakes);
      left.addEventListener('abort', cancel);
    });
    return { full: false, reached, cancel };
  }
}
