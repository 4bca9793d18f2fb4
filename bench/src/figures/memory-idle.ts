import { setTimeout as pause } from 'node:timers/promises';
import { type Figure, pairs } from '../figure';
import { apiServices, type ServiceProcess } from '@ticketing/infra';
import { residentMiB } from '../parts/process-stats';

/** How long they are left alone before, and between two looks, in milliseconds. */
const REST_MS = 1_000;

/** The largest service, when nothing is asked of it. */
export const memoryIdle: Figure = {
  name: 'memory-idle',
  title: 'resident memory of the largest service, idle',
  async measure(rig) {
    const bare = await rig.bareService();
    const services: { name: string; process: ServiceProcess }[] = [];
    for (const name of apiServices)
      services.push({ name, process: await rig.service(name, `bench_memory_${name}`) });
    const sizes = (): { name: string; size: number }[] =>
      services.map(({ name, process }) => ({ name, size: residentMiB(process.pid) }));
    const rounds = await pairs(
      rig.rounds,
      async () => {
        await pause(REST_MS);
        return Math.max(...sizes().map(({ size }) => size));
      },
      () => Promise.resolve(residentMiB(bare.pid)),
    );
    return {
      unit: 'MiB',
      rounds,
      goal: 'at most',
      target: 120,
      of: 'ours',
      against: 'a process with Express, Mongoose and the broker’s client, connected',
      violations: 0,
      details: Object.fromEntries(sizes().map(({ name, size }) => [name, Math.round(size)])),
    };
  },
};
