import cluster, { type Worker } from 'node:cluster';
import { AggregatorRegistry } from 'prom-client';
import type { Logger } from '../observability/logger';
import { metrics } from '../observability/metrics';
import { onSignals } from './signals';

const WORKER_NUMBER = 'WORKER_NUMBER';
/** A worker that lived shorter than this, in ms, is respawned only after as long a pause. */
const SHORT_LIFE_MS = 1_000;

interface MetricsRequest {
  type: 'metrics:request';
  id: number;
}
interface MetricsAnswer {
  type: 'metrics:answer';
  id: number;
  text?: string;
}

/** Whether this process is one of several workers of a primary. */
export function isClusterWorker(): boolean {
  return cluster.isWorker;
}

/** This worker's number, from 1; a worker that replaces a dead one has its number. */
export function workerNumber(): number {
  return Number(process.env[WORKER_NUMBER] ?? 1);
}

/**
 * Forks the workers, replaces those that die, passes the signals on, and leaves when the last worker has.
 * @param stopMs how long draining, requests and handlers may take together
 */
export function runPrimary(count: number, stopMs: number, logger: Logger): void {
  const numbers = new Map<Worker, { number: number; since: number }>();
  let stopping = false;
  const fork = (number: number) => {
    if (stopping) return;
    numbers.set(cluster.fork({ [WORKER_NUMBER]: String(number) }), { number, since: Date.now() });
  };
  cluster.on('exit', (worker, code, signal) => {
    const known = numbers.get(worker);
    numbers.delete(worker);
    if (stopping) {
      if (numbers.size === 0) process.exit(0);
      return;
    }
    if (!known) return;
    logger.error({ worker: known.number, code, signal }, 'a worker died, starting another');
    const pause = Date.now() - known.since < SHORT_LIFE_MS ? SHORT_LIFE_MS : 0;
    setTimeout(() => fork(known.number), pause);
  });
  serveClusterMetrics();
  for (let number = 1; number <= count; number += 1) fork(number);
  onSignals(logger, (signal) => {
    stopping = true;
    if (numbers.size === 0) process.exit(0);
    for (const worker of numbers.keys()) worker.process.kill(signal as NodeJS.Signals);
    // Workers bound their own stop; this is for one that can't even do that.
    setTimeout(() => {
      for (const worker of numbers.keys()) worker.process.kill('SIGKILL');
    }, stopMs + 15_000).unref();
  });
}

function serveClusterMetrics(): void {
  const aggregator = new AggregatorRegistry();
  cluster.on('message', (worker: Worker, message: MetricsRequest) => {
    if (message?.type !== 'metrics:request') return;
    aggregator
      .clusterMetrics()
      .then((text) => ({ text }))
      .catch(() => ({}))
      .then((answer: { text?: string }) => {
        if (worker.isConnected()) worker.send({ type: 'metrics:answer', id: message.id, ...answer });
      })
      .catch(() => undefined);
  });
}

/** In a worker, answers the primary when it collects the metrics of all. */
export function answerMetricsRequests(): void {
  if (!cluster.isWorker) return;
  AggregatorRegistry.setRegistries([metrics]);
  new AggregatorRegistry();
}

let requests = 0;

/**
 * The metrics in Prometheus' text format; in a worker those of all workers together.
 *
 * @throws when the primary doesn't answer within 6 s
 */
export async function metricsText(): Promise<string> {
  if (!cluster.isWorker) return metrics.metrics();
  const id = (requests += 1);
  return new Promise<string>((resolve, reject) => {
    const done = (outcome: () => void) => {
      clearTimeout(timer);
      process.off('message', onMessage);
      outcome();
    };
    const onMessage = (message: MetricsAnswer) => {
      if (message?.type !== 'metrics:answer' || message.id !== id) return;
      const { text } = message;
      done(() => (text === undefined ? reject(new Error('no metrics from the workers')) : resolve(text)));
    };
    const timer = setTimeout(() => done(() => reject(new Error('the primary did not answer'))), 6_000);
    process.on('message', onMessage);
    process.send?.({ type: 'metrics:request', id } satisfies MetricsRequest);
  });
}
