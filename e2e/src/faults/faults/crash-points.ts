import { until } from '@ticketing/harness';
import type { Fault, FaultContext } from '../fault';

/** Moments of `common/src/errors/crash-point.ts`. */
type Point =
  'outbox:committed' | 'outbox:published' | 'listener:handled' | 'delivery:pushed' | 'payment:charged';

/** Passed this often before the process dies, so that it dies amid others. */
const PASSED = 3;

/** Lets one replica of a service die at a point, and waits until it has. */
export async function dieAt(
  { system, injected }: FaultContext,
  service: string,
  point: Point,
): Promise<void> {
  const replica = system.replica(service, 1);
  const { env } = replica.options;
  const before = replica.pid;
  Object.assign(env, { CRASH_POINT: point, CRASH_POINT_NTH: String(PASSED) });
  replica.signal('SIGKILL');
  await until(`${replica.name} again`, () => replica.pid !== null && replica.pid !== before);
  // The next one lives.
  delete env['CRASH_POINT'];
  const armed = replica.pid;
  await until(`the end of ${replica.name} at ${point}`, () => replica.pid !== armed, 60_000);
  injected(`${replica.name} died at ${point}`);
}

function crash(name: string, title: string, places: readonly (readonly [string, Point])[]): Fault {
  return {
    name,
    title,
    healsWithin: 30,
    async run(context) {
      await Promise.all(places.map(([service, point]) => dieAt(context, service, point)));
    },
  };
}

const owners = ['tickets', 'orders', 'payments', 'notifications'] as const;

export const crashPoints: readonly Fault[] = [
  crash(
    'crash-commit',
    'a process dies between its commit and the publish',
    owners.map((service) => [service, 'outbox:committed']),
  ),
  crash(
    'crash-publish',
    'a process dies between the ack of the broker and its mark in the outbox',
    owners.map((service) => [service, 'outbox:published']),
  ),
  crash(
    'crash-ack',
    'a process dies between a consumer’s commit and its ack',
    owners.map((service) => [service, 'listener:handled']),
  ),
  crash('crash-provider', 'a process dies between the yes of a provider and its own note of it', [
    ['notifications', 'delivery:pushed'],
    ['payments', 'payment:charged'],
  ]),
];
