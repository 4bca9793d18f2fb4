import { setTimeout as sleep } from 'node:timers/promises';
import { apiServices } from '@ticketing/infra';
import type { Fault, FaultContext } from '../fault';

/** Longer than the 5 s after which the broker delivers again, and than a lease of the deliveries. */
const STOPPED_SECONDS = 7;
const RESTART_EVERY_SECONDS = 3;

export const sigstop: Fault = {
  name: 'sigstop',
  title: 'SIGSTOP of one replica of each service past ackWait, then SIGCONT',
  healsWithin: 30,
  async run({ system, injected }) {
    const stopped = apiServices.map((service) => system.replica(service, 2));
    for (const replica of stopped) {
      replica.signal('SIGSTOP');
      injected(`${replica.name} stands still`);
    }
    await sleep(STOPPED_SECONDS * 1_000);
    for (const replica of stopped) replica.signal('SIGCONT');
  },
};

/** Ends a quarter of the processes, some at once and some in order. */
export function restartSome({ system, random, injected }: FaultContext, part = 0.25): void {
  for (const replica of random.sample(system.replicas, Math.ceil(system.replicas.length * part))) {
    const name = random.pick(['SIGKILL', 'SIGTERM'] as const)!;
    replica.signal(name);
    injected(`${name} ${replica.name}`);
  }
}

export const restarts: Fault = {
  name: 'restarts',
  title: 'random restarts of a quarter of the processes, every 3 s',
  healsWithin: 45,
  async run(context) {
    for (let passed = 0; passed < context.extent.long; passed += RESTART_EVERY_SECONDS) {
      restartSome(context);
      await sleep(RESTART_EVERY_SECONDS * 1_000);
    }
  },
};
