import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, FaultContext } from '../fault';
import { restartSome } from './processes';

const EVERY_SECONDS = 2;

type Injection = (context: FaultContext) => Promise<void> | void;

/** One of anything, short enough for the next to meet what it left. */
const injections: readonly Injection[] = [
  (context) => restartSome(context, 0.1),
  async ({ system, random, injected }) => {
    const replica = random.pick(system.replicas)!;
    replica.signal('SIGSTOP');
    injected(`${replica.name} stands still`);
    await sleep(2_000);
    replica.signal('SIGCONT');
  },
  async ({ system, random, injected }) => {
    const { mongod, nats, redis } = system.servers;
    const server = random.pick([mongod, nats, redis])!;
    await server.kill();
    injected(`kill -9 ${server.name}`);
  },
  async ({ system, random, injected }) => {
    const { links } = system.servers;
    const some = random.sample(links.all, 4);
    await links.cut(some);
    injected(`cut ${some.map(({ name }) => name).join(', ')}`);
    await sleep(1_500);
    await links.restore();
  },
  async ({ system, injected }) => {
    await system.stores.flushRedis();
    injected('FLUSHALL');
  },
  ({ system, random, injected }) => {
    const channel = random.pick(['email', 'slack', 'sms'] as const)!;
    const kind = random.pick(['429', '503', 'hang', 'drop-after-accept'] as const)!;
    system.servers.inbox.faults.add({ channel, kind, times: 2 });
    injected(`${channel} ${kind}`);
  },
];

export const mix: Fault = {
  name: 'mix',
  title: 'one of all of these at random, every 2 s',
  healsWithin: 60,
  async run(context) {
    for (let passed = 0; passed < context.extent.long; passed += EVERY_SECONDS) {
      const begun = Date.now();
      // Redis may be down just when it is to be emptied.
      await Promise.resolve(context.random.pick(injections)!(context)).catch(() => undefined);
      await sleep(Math.max(0, EVERY_SECONDS * 1_000 - (Date.now() - begun)));
    }
    context.system.servers.inbox.faults.clear();
    await context.system.servers.links.restore();
  },
};
