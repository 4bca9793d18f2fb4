import { within } from '../within';

/** Tells whether a dependency works: resolves (or returns true) when it does, throws (or returns false) when not. */
export type HealthCheck = () => boolean | void | Promise<boolean | void>;

/** The outcome of all checks. */
export interface Readiness {
  ready: boolean;
  draining: boolean;
  checks: Record<string, 'ok' | 'failed'>;
}

/** Whether this process can take work. */
export class Health {
  /** True from the moment the process was told to stop: not ready; requests are still answered. */
  stopping = false;
  /** True once proxies had their time to hear of it: new requests are answered 503. */
  draining = false;
  private readonly checks = new Map<string, HealthCheck>();

  /** @param timeoutMs a check that takes longer has failed; default 1,000 */
  constructor(private readonly timeoutMs = 1_000) {}

  /** Adds a dependency that must work for this process to be ready. */
  addCheck(name: string, check: HealthCheck): this {
    this.checks.set(name, check);
    return this;
  }

  /** Runs all checks at once. Never throws. */
  async readiness(): Promise<Readiness> {
    const outcomes = await Promise.all(
      [...this.checks].map(async ([name, check]) => [name, await this.run(check)] as const),
    );
    const draining = this.stopping || this.draining;
    return {
      ready: !draining && outcomes.every(([, outcome]) => outcome === 'ok'),
      draining,
      checks: Object.fromEntries(outcomes),
    };
  }

  private async run(check: HealthCheck): Promise<'ok' | 'failed'> {
    try {
      return (await within(this.timeoutMs, check)) === false ? 'failed' : 'ok';
    } catch {
      return 'failed';
    }
  }
}
