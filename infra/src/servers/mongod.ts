import { MongoClient, MongoServerError } from 'mongodb';
import { type RunningServer, type ServerOptions, startServer } from './server';

const REPLICA_SET = 'rs0';

/**
 * A transaction of a process that died keeps others from what it wrote until the server gives it up: by default after a
 * minute. Ours take milliseconds.
 */
const TRANSACTION_LIFETIME_SECONDS = 10;

/**
 * How long it keeps what a document was before, by default five minutes. Nothing reads the past but a backup of one moment; keeping it
 * takes 7 % of mongod's processor time under load.
 */
const HISTORY_SECONDS = 10;

/**
 * Percent of its cache that may wait to be written to the tables, by default 5. What changes again soon is then written once; the
 * journal has it in any case. Writing it early took 14 % of mongod's processor time under load.
 */
const UNWRITTEN_PERCENT = 15;

/**
 * Starts mongod as a replica set of one member, which is what transactions need.
 * Its url has no database: append one with `mongoUrl`.
 */
export function startMongod(options: ServerOptions = {}): Promise<RunningServer> {
  return startServer(
    {
      binary: 'mongod',
      args: ({ port, dataDir }) =>
        [
          [
            '--bind_ip',
            '127.0.0.1',
            '--port',
            String(port),
            '--dbpath',
            dataDir,
            '--nounixsocket',
            '--quiet',
          ],
          ['--replSet', REPLICA_SET, '--wiredTigerCacheSizeGB', '0.5', '--oplogSize', '256'],
          ['--wiredTigerEngineConfigString', `eviction_dirty_target=${UNWRITTEN_PERCENT}`],
          ['--setParameter', 'diagnosticDataCollectionEnabled=false'],
          ['--setParameter', `transactionLifetimeLimitSeconds=${TRANSACTION_LIFETIME_SECONDS}`],
          ['--setParameter', `minSnapshotHistoryWindowInSeconds=${HISTORY_SECONDS}`],
        ].flat(),
      ready: ({ port }) => becomePrimary(port),
      url: ({ port }) => `mongodb://127.0.0.1:${port}/?replicaSet=${REPLICA_SET}`,
    },
    options,
  );
}

/** The address of one database of a server that `startMongod` started. */
export function mongoUrl(server: { url: string }, database: string): string {
  return server.url.replace('/?', `/${encodeURIComponent(database)}?`);
}

async function becomePrimary(port: number): Promise<void> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: 1000,
  });
  const host = `127.0.0.1:${port}`;
  try {
    const admin = client.db('admin');
    await initiateOrMove(admin, host);
    const hello = await admin.command({ hello: 1 });
    if (hello.isWritablePrimary !== true) throw new Error('it has not become primary yet');
    await admin.command({ setDefaultRWConcern: 1, defaultWriteConcern: { w: 'majority' } });
  } finally {
    await client.close();
  }
}

/** A new data folder has no set yet; one from an earlier run names the port of that run. */
async function initiateOrMove(admin: ReturnType<MongoClient['db']>, host: string): Promise<void> {
  let config: { version: number; members: { host: string }[] };
  try {
    ({ config } = (await admin.command({ replSetGetConfig: 1 })) as { config: typeof config });
  } catch (error) {
    if (!(error instanceof MongoServerError && error.codeName === 'NotYetInitialized')) throw error;
    await admin.command({ replSetInitiate: { _id: REPLICA_SET, members: [{ _id: 0, host }] } });
    return;
  }
  if (config.members[0]?.host === host) return;
  const moved = { ...config, version: config.version + 1, members: [{ ...config.members[0], host }] };
  await admin.command({ replSetReconfig: moved, force: true });
}
