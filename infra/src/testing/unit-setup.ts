import { MongoMemoryReplSet } from 'mongodb-memory-server';
import { resolveBinary } from '../servers/resolve-binary';
import { hold } from './held';

/** One mongod for the whole run; each spec file has a database of its own in it. */
export default async function setup(): Promise<void> {
  const systemBinary = await resolveBinary('mongod');
  process.env.MONGOMS_SYSTEM_BINARY_VERSION_CHECK = 'false';
  const mongo = await MongoMemoryReplSet.create({
    binary: { systemBinary },
    replSet: { count: 1, storageEngine: 'wiredTiger', args: ['--wiredTigerCacheSizeGB', '0.5'] },
  });
  process.env.TEST_MONGO_URI = mongo.getUri();
  hold(() => mongo.stop());
}
