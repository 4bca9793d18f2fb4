import { binaries, type BinaryName } from '../servers/binaries';
import { startMongod } from '../servers/mongod';
import { startNatsStreaming } from '../servers/nats-streaming';
import { startRedis } from '../servers/redis';
import { resolveBinary } from '../servers/resolve-binary';
import { hold } from './held';

/**
 * The real servers, one of each for the whole run. Specs that kill or restart one start their own, of binaries that are
 * all obtained here: building one may take longer than a spec has.
 */
export default async function setup(): Promise<void> {
  await Promise.all(Object.keys(binaries).map((name) => resolveBinary(name as BinaryName)));
  const [mongod, nats, redis] = await Promise.all([startMongod(), startNatsStreaming(), startRedis()]);
  hold(mongod.stop, nats.stop, redis.stop);
  process.env.TEST_MONGO_URI = mongod.url;
  process.env.TEST_NATS_URL = nats.url;
  process.env.TEST_NATS_CLUSTER_ID = nats.clusterId;
  process.env.TEST_REDIS_URL = redis.url;
}
