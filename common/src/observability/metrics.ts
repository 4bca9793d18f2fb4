import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from '@prometheus-io/client';
import { within } from '../within';

/** The process's metrics; served at `/metrics`. */
export const metrics = new Registry();

let collecting = false;

/**
 * How often the event loop is looked at, in ms: by default every 10 and every 100, and an idle process does little else. The lag
 * that is told includes the first of them, and what is shorter may go unseen.
 */
const LOOKS = { eventLoopMonitoringPrecision: 250, eventLoopUtilizationTimeout: 1_000 };

/** Adds the process's own figures (memory, CPU, event loop). Once per process. */
export function collectProcessMetrics(): void {
  if (collecting) return;
  collecting = true;
  collectDefaultMetrics({ register: metrics, ...LOOKS });
}

/** The counter of that name, made at first use. */
export function counter<L extends string = string>(
  name: string,
  help: string,
  labelNames: L[] = [],
): Counter<L> {
  const known = metrics.getSingleMetric(name) as Counter<L> | undefined;
  return known ?? new Counter({ name, help, labelNames, registers: [metrics] });
}

/** How long a scrape waits for a gauge's figures, in ms: below the 10 s after which Prometheus gives up on all of them. */
const COLLECT_MS = 2_000;

/** Keeps the last known figures when new ones can't be had, or not in time: a store that is away must not hide the rest. */
async function collectInTime(collected: void | Promise<void>): Promise<void> {
  try {
    await within(COLLECT_MS, () => collected);
  } catch {
    // That the store is away is told by the health check and the log.
  }
}

/**
 * The gauge of that name, made at first use.
 *
 * @param collect called before each scrape, to set the value then; when it fails, or takes longer than 2 s, the last known
 * value is shown
 */
export function gauge<L extends string = string>(
  name: string,
  help: string,
  labelNames: L[] = [],
  collect?: (gauge: Gauge<L>) => void | Promise<void>,
): Gauge<L> {
  const known = metrics.getSingleMetric(name) as Gauge<L> | undefined;
  if (known) return known;
  return new Gauge({
    name,
    help,
    labelNames,
    registers: [metrics],
    ...(collect
      ? {
          collect(this: Gauge<L>) {
            const collected = collect(this);
            return collected && collectInTime(collected);
          },
        }
      : {}),
  });
}

/** Seconds, from 1 ms to 10 s. */
export const durationBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The histogram of that name, made at first use. @param buckets default: seconds, from 1 ms to 10 s */
export function histogram<L extends string = string>(
  name: string,
  help: string,
  labelNames: L[] = [],
  buckets: number[] = durationBuckets,
): Histogram<L> {
  const known = metrics.getSingleMetric(name) as Histogram<L> | undefined;
  return known ?? new Histogram({ name, help, labelNames, buckets, registers: [metrics] });
}
