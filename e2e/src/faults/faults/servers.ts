import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@ticketing/harness';
import type { RunningServer } from '@ticketing/infra';
import type { Fault, FaultContext } from '../fault';

/** kill -9; the supervisor starts it again, on its data. */
async function killAndReturn(server: RunningServer, { injected }: FaultContext): Promise<void> {
  const before = server.pid();
  await server.kill();
  injected(`kill -9 ${server.name}`);
  await until(`the return of ${server.name}`, () => ![undefined, before].includes(server.pid()));
}

async function killTwice(server: RunningServer, context: FaultContext): Promise<void> {
  await killAndReturn(server, context);
  await sleep(1_000);
  await killAndReturn(server, context);
}

export const mongoKill: Fault = {
  name: 'mongod-kill',
  title: 'kill -9 of mongod, twice, and its restart on the same data',
  healsWithin: 25,
  run: (context) => killTwice(context.system.servers.mongod, context),
};

export const redisKill: Fault = {
  name: 'redis-kill',
  title: 'kill -9 of Redis, twice, and its restart on the same data',
  healsWithin: 15,
  run: (context) => killTwice(context.system.servers.redis, context),
};

export const brokerKill: Fault = {
  name: 'broker-kill',
  title: 'kill -9 of the broker at 1/3 and 1/2 of many events from 100 publishers',
  healsWithin: 25,
  async run(context) {
    const { system, commands, extent, recorder } = context;
    const begun = recorder.count('acknowledged');
    let left = extent.events;
    const publisher = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        await commands.sell();
      }
    };
    const publishing = Promise.all(Array.from({ length: 100 }, publisher));
    for (const part of [1 / 3, 1 / 2]) {
      await until(
        `${part} of the events`,
        () => recorder.count('acknowledged') - begun >= extent.events * part || left === 0,
        120_000,
      );
      await killAndReturn(system.servers.nats, context);
    }
    await publishing;
  },
};
