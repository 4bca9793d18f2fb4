import type { PushOutcome } from '../domain/push-outcome';
import type { Provider } from './provider';

/** Stands for a provider that isn't configured: what it is given becomes a dead letter that says so. */
export class UnconfiguredProvider implements Provider {
  constructor(
    readonly name: string,
    private readonly variables: string,
  ) {}

  send(): Promise<PushOutcome> {
    const error = `${this.name} is not configured: set ${this.variables}`;
    return Promise.resolve({ kind: 'refused', code: 'NOT_CONFIGURED', error });
  }

  close(): void {
    // There is nothing to close.
  }
}
