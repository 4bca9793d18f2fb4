import type { Logger } from '../observability/logger';

/** A terminal, npm and a runner may each pass on the same Ctrl-C: signals this close together, in ms, are one. */
const SAME_SIGNAL_MS = 500;

/** Where signals come from and how to leave; the process itself, save in specs. */
export interface SignalHost {
  on(signal: 'SIGTERM' | 'SIGINT', listener: (signal: string) => void): unknown;
  exit(code: number): void;
}

/** Runs `stop` on the first SIGTERM or SIGINT; exits with 1 on the second. */
export function onSignals(
  logger: Logger,
  stop: (signal: string) => Promise<void> | void,
  host: SignalHost = process,
  now: () => number = Date.now,
): void {
  let first: number | undefined;
  const onSignal = (signal: string) => {
    if (first === undefined) {
      first = now();
      logger.info({ signal }, 'stopping');
      void stop(signal);
    } else if (now() - first >= SAME_SIGNAL_MS) {
      logger.warn({ signal }, 'told twice to stop: leaving at once');
      host.exit(1);
    }
  };
  host.on('SIGTERM', onSignal);
  host.on('SIGINT', onSignal);
}
