import { join } from 'node:path';
import { projectRoot } from '../paths';
import { freePort, preferredPort } from '../servers/ports';
import type { Upstream } from '../gateway/caddy-config';
import type { Layout } from './layout';
import { rotate } from './logs';
import { Replica } from './replica';
import { type LocalSystem, type ServiceDefinition, serviceEnvironment } from './services';

const READY_TIMEOUT_MS = 120_000;

/** A replica that is to run, and its port: known before anything runs, so that the gateway need not be told later. */
export interface PlannedReplica extends Upstream {
  /** From 1, within its service. */
  number: number;
}

/** @param replicas per service where not 1 */
export async function planFleet(
  services: readonly ServiceDefinition[],
  replicas: Readonly<Record<string, number>>,
): Promise<PlannedReplica[]> {
  const planned: PlannedReplica[] = [];
  for (const { name } of services) {
    for (let number = 1; number <= (replicas[name] ?? 1); number += 1) {
      planned.push({ service: name, number, port: await freePort() });
    }
  }
  return planned;
}

export interface FleetOptions {
  planned: readonly PlannedReplica[];
  services: readonly ServiceDefinition[];
  /** Take any free port rather than a well-known one: systems that start side by side don't race for it. */
  anyPorts?: boolean;
  local: LocalSystem;
  layout: Layout;
  log: (line: string) => void;
  /** Told when a replica runs as another process. */
  onChange: () => void;
}

/** The replicas of all services, each with its ports and environment, not started yet. */
export async function prepareFleet(options: FleetOptions): Promise<Replica[]> {
  const fleet: Replica[] = [];
  for (const planned of options.planned) {
    const service = options.services.find(({ name }) => name === planned.service);
    if (service) fleet.push(await prepareReplica(service, planned, options));
  }
  return fleet;
}

async function prepareReplica(
  service: ServiceDefinition,
  { number, port }: PlannedReplica,
  { anyPorts, local, layout, log, onChange }: FleetOptions,
): Promise<Replica> {
  const { internalPort: wanted } = service;
  const first = number === 1 && !anyPorts;
  const internalPort = wanted && (await (first ? preferredPort(wanted.preferred) : freePort()));
  const logFile = join(layout.logs, `${service.name}-${number}.log`);
  rotate(logFile);
  return new Replica({
    service: service.name,
    number,
    port,
    internalPort,
    entry: join(projectRoot, service.name, service.entry),
    cwd: join(projectRoot, service.name),
    env: serviceEnvironment(service, { number, port, internalPort }, local, process.env),
    logFile,
    runDir: layout.run,
    log,
    onChange,
  });
}

/**
 * Starts all replicas at once and waits until each is ready.
 * @throws Error with what each one said that did not come up, or the reason of `signal`.
 */
export async function startFleet(
  fleet: readonly Replica[],
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  log(`starting ${fleet.map(({ name }) => name).join(', ')}`);
  const begun = performance.now();
  const starting = Promise.allSettled(
    fleet.map(async (replica) => {
      await replica.start(READY_TIMEOUT_MS);
      log(`${replica.name} is ready after ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    }),
  );
  const outcomes = await Promise.race([starting, rejectWhenAborted(signal)]);
  const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
  if (failed.length > 0) throw new Error(failed.map(({ reason }) => (reason as Error).message).join('\n\n'));
}

function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}
