import { join } from 'node:path';
import { startMongod } from '../servers/mongod';
import { type NatsStreamingServer, startNatsStreaming } from '../servers/nats-streaming';
import { startRedis } from '../servers/redis';
import type { RunningServer } from '../servers/server';
import type { Layout } from './layout';
import { rotate } from './logs';

export interface LocalServers {
  mongod: RunningServer;
  nats: NatsStreamingServer;
  redis: RunningServer;
  all: RunningServer[];
}

/**
 * Starts the servers that the services need, all at once, with their data in the data folder.
 * @throws Error when one can't be obtained or started; those that came up are stopped again.
 */
export async function startServers(layout: Layout, log: (line: string) => void): Promise<LocalServers> {
  const options = (name: string) => {
    const logFile = join(layout.logs, `${name}.log`);
    rotate(logFile);
    return { dataDir: join(layout.stores, name), logFile, runDir: layout.run, log };
  };
  const timed = async <S extends RunningServer>(name: string, starting: Promise<S>): Promise<S> => {
    const begun = performance.now();
    const server = await starting;
    log(`${name} is ready after ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    return server;
  };
  const startings = [
    timed('mongod', startMongod(options('mongod'))),
    timed('nats-streaming-server', startNatsStreaming(options('nats-streaming-server'))),
    timed('redis-server', startRedis(options('redis-server'))),
  ] as const;
  const outcomes = await Promise.allSettled(startings);
  const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
  if (failed.length > 0) {
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') await outcome.value.stop();
    }
    throw new Error(failed.map(({ reason }) => (reason as Error).message).join('\n\n'));
  }
  const [mongod, nats, redis] = await Promise.all(startings);
  return { mongod, nats, redis, all: [mongod, nats, redis] };
}
