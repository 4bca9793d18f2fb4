import CircuitBreaker from 'opossum';
import type { OutgoingMessage, Provider } from '../channels/provider';
import { breakerOpen, pushSeconds } from './metrics';
import type { Failed, PushOutcome } from './push-outcome';

export interface BreakerOptions {
  /** Share of pushes within the window that must fail for the channel to pause, in percent. */
  errorThresholdPercentage: number;
  /** Pushes within the window below which it never pauses. */
  volumeThreshold: number;
  /** Length of the window, in ms. */
  windowMs: number;
  /** How long it pauses before one push is tried, in ms. */
  pauseMs: number;
}

export const defaultBreaker: BreakerOptions = {
  errorThresholdPercentage: 50,
  volumeThreshold: 5,
  windowMs: 30_000,
  pauseMs: 10_000,
};

/** Carries a provider's failure through the breaker, which counts what is thrown. */
class ProviderFailure extends Error {
  constructor(readonly outcome: Failed) {
    super(outcome.error);
  }
}

/**
 * Stands before a provider: while too many pushes fail because of it, nothing is pushed at all, so that no notification
 * uses up its retries on an outage; then one push at a time finds out whether it is over.
 */
export class Breaker {
  private readonly circuit: CircuitBreaker<[OutgoingMessage], PushOutcome>;
  private openedAt = 0;

  constructor(
    private readonly provider: Provider,
    private readonly options: BreakerOptions = defaultBreaker,
  ) {
    this.circuit = new CircuitBreaker((message: OutgoingMessage) => this.send(message), {
      // Providers give up by themselves: a push that goes on unseen would be repeated.
      timeout: false,
      errorThresholdPercentage: options.errorThresholdPercentage,
      volumeThreshold: options.volumeThreshold,
      rollingCountTimeout: options.windowMs,
      rollingCountBuckets: 10,
      rollingPercentilesEnabled: false,
      enableSnapshots: false,
      resetTimeout: options.pauseMs,
    });
    const labels = { provider: provider.name };
    breakerOpen.set(labels, 0);
    this.circuit.on('open', () => {
      this.openedAt = Date.now();
      breakerOpen.set(labels, 1);
    });
    this.circuit.on('close', () => breakerOpen.set(labels, 0));
  }

  /** ms until the next push makes sense; 0 when one may be tried now. */
  get pausedMs(): number {
    if (!this.circuit.opened) return 0;
    return Math.max(1, this.openedAt + this.options.pauseMs - Date.now());
  }

  /** True when a single push decides whether the outage is over. */
  get probing(): boolean {
    return this.circuit.halfOpen;
  }

  /** Pushes, or says that the channel is paused, which isn't an attempt. */
  async push(message: OutgoingMessage): Promise<PushOutcome | 'paused'> {
    try {
      return await this.circuit.fire(message);
    } catch (error) {
      if (error instanceof ProviderFailure) return error.outcome;
      if ((error as { code?: string }).code === 'EOPENBREAKER') return 'paused';
      throw error;
    }
  }

  /** Ends its timers. */
  close(): void {
    this.circuit.shutdown();
  }

  private async send(message: OutgoingMessage): Promise<PushOutcome> {
    const begun = performance.now();
    const outcome = await this.provider.send(message).catch((error: unknown): Failed => {
      // A provider never throws; if one does, the message may be the cause, so the channel goes on.
      return { kind: 'retry', code: 'INTERNAL', error: String(error), failsProvider: false };
    });
    const labels = { provider: this.provider.name, outcome: outcome.kind };
    pushSeconds.observe(labels, (performance.now() - begun) / 1000);
    if (outcome.kind === 'retry' && outcome.failsProvider) throw new ProviderFailure(outcome);
    return outcome;
  }
}
