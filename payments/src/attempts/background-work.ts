import type { Logger } from '@ticketing/common/observability';

/** Work that nobody waits for, until the process stops. What it fails to do is found again by the reconciliation. */
export class BackgroundWork {
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly logger: Logger) {}

  run(name: string, work: () => Promise<unknown>): void {
    const running = work()
      .then(() => undefined)
      .catch((error: unknown) => this.logger.warn({ err: error, name }, 'left to the reconciliation'))
      .finally(() => this.running.delete(running));
    this.running.add(running);
  }

  /** Resolves when nothing is left to do. */
  async settled(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }
}
