import type { Fault, Scene } from '../fault';
import { restartSome } from './processes';
import { lasting } from './wait';

const EVERY_SECONDS = 2;

type Harm = (scene: Scene) => Promise<void> | void;

/** One of anything, short enough for the next to meet what it left. */
const harms: readonly Harm[] = [
  (scene) => restartSome(scene, 0.1),
  async ({ system, random, injected }) => {
    const replica = random.pick(system.replicas)!;
    replica.signal('SIGSTOP');
    injected(`${replica.name} stands still`);
    await lasting(2);
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
    await lasting(1.5);
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
  async run(scene) {
    for (let passed = 0; passed < scene.extent.long; passed += EVERY_SECONDS) {
      const begun = Date.now();
      // Redis may be down just when it is to be emptied.
      await Promise.resolve(scene.random.pick(harms)!(scene)).catch(() => undefined);
      await lasting(Math.max(0, EVERY_SECONDS - (Date.now() - begun) / 1_000));
    }
    scene.system.servers.inbox.faults.clear();
    await scene.system.servers.links.restore();
  },
};
