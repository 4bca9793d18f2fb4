/** Notes when things that were waited for arrived, whichever came first: the arrival or the question. */
export class Arrivals {
  private readonly seen = new Map<string, number>();
  private readonly waiting = new Map<string, (at: number) => void>();

  /** It is there now. */
  note(id: string): void {
    const at = performance.now();
    const tell = this.waiting.get(id);
    if (!tell) this.seen.set(id, at);
    else {
      this.waiting.delete(id);
      tell(at);
    }
  }

  /** Resolves with the time (performance.now) at which it arrived. */
  of(id: string): Promise<number> {
    const at = this.seen.get(id);
    this.seen.delete(id);
    return at === undefined ? new Promise((resolve) => this.waiting.set(id, resolve)) : Promise.resolve(at);
  }
}
