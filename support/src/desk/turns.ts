/**
 * Runs tasks one after another. Transactions that assign an engineer all write the document of whoever has the fewest
 * open tickets, so side by side all but one would be run again: in a row they conflict with other replicas only.
 */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** Runs `task` once every earlier one has settled; its result or error is the caller's. */
  run<R>(task: () => Promise<R>): Promise<R> {
    const current = this.last.then(task);
    this.last = current.catch(() => undefined);
    return current;
  }
}
