import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { databases } from '../../local/services';
import { projectRoot } from '../../paths';
import { freePort } from '../../servers/ports';
import { exchange, httpOk } from '../../servers/probes';
import { type RunningServer, startServer } from '../../servers/server';
import { findWorkloads } from '../objects';
import { manifestsDir } from '../render';
import { baseObjects } from './base-objects';

type Secrets = Readonly<Record<string, Readonly<Record<string, string>>>>;
type Server = 'mongo' | 'nats' | 'redis';

interface Account {
  readonly db: string;
  readonly user: string;
  readonly roles: unknown[];
}

/** The stores and the broker as the manifests configure them, with the Secrets of `k8s:secrets`, on this machine. */
export interface SecuredServers {
  readonly secrets: Secrets;
  /** PEM; what clients trust. */
  readonly ca: string;
  readonly caFile: string;
  readonly ports: Readonly<Record<Server, number>>;
  /** The address of a Secret, as it is reached here. */
  address(secret: string, key?: 'uri' | 'url'): string;
  stop(): Promise<void>;
}

const base = (file: string): string => readFileSync(join(manifestsDir, 'base', file), 'utf8');

function makeSecrets(): Secrets {
  const script = join(projectRoot, 'infra', 'scripts', 'k8s-secrets.mjs');
  const { stdout, stderr } = spawnSync(process.execPath, [script, '--print'], { encoding: 'utf8' });
  if (!stdout) throw new Error(stderr);
  const { items } = JSON.parse(stdout) as {
    items: { metadata: { name: string }; stringData: Record<string, string> }[];
  };
  return Object.fromEntries(items.map(({ metadata, stringData }) => [metadata.name, stringData]));
}

/** What a container of a workload is given: its arguments, and the values of its environment that are in Secrets. */
function findContainer(name: string, container: string, secrets: Secrets) {
  const pods = findWorkloads(baseObjects()).filter(({ object }) => object.metadata.name === name);
  const found = pods.flatMap(({ containers }) => containers).find((one) => one.name === container);
  if (!found) throw new Error(`${name} has no container ${container}`);
  const env = (found.env ?? []).flatMap(({ name: variable, valueFrom }) => {
    const reference = valueFrom?.secretKeyRef;
    return reference ? [[variable, secrets[reference.name]?.[reference.key] ?? '']] : [];
  });
  return {
    args: (found as { args?: string[] }).args ?? [],
    env: Object.fromEntries(env) as NodeJS.ProcessEnv,
  };
}

export async function startSecuredServers(): Promise<SecuredServers> {
  const secrets = makeSecrets();
  const folder = mkdtempSync(join(tmpdir(), 'ticketing-secured-'));
  const write = (path: string, text = '', mode = 0o600): string => {
    const file = join(folder, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text, { mode });
    return file;
  };
  const ca = secrets['internal-ca']?.['ca.crt'] ?? '';
  const caFile = write('ca/ca.crt', ca);
  /** Folders of the containers as they are here. */
  const here = (text: string, name: Server): string =>
    text
      .replaceAll(/(?<![\w.])\/(ca|accounts|keyfile)\//g, `${folder}/$1/`)
      .replaceAll(/(?<![\w.])\/tls\//g, `${folder}/${name}/tls/`)
      .replaceAll(/(?<![\w.])\/data\b/g, `${folder}/${name}/data`);
  for (const name of ['mongo', 'nats', 'redis'] as const) {
    for (const [file, text] of Object.entries(secrets[`${name}-tls`] ?? {}))
      write(`${name}/tls/${file}`, text);
    mkdirSync(join(folder, name, 'data', 'db'), { recursive: true });
  }
  const running: RunningServer[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(running.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const nats = await startNats();
    running.push(nats);
    const redis = await startRedis();
    running.push(redis);
    const mongo = await startMongo();
    running.push(mongo);
    const ports = { mongo: mongo.port, nats: nats.port, redis: redis.port };
    return {
      secrets,
      ca,
      caFile,
      ports,
      address: (secret, key = 'url') =>
        (secrets[secret]?.[key] ?? '').replace(
          /@(mongo|nats|redis):\d+/,
          (_all, name: Server) => `@localhost:${ports[name]}`,
        ),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }

  function startNats(): Promise<RunningServer> {
    const { env } = findContainer('nats', 'nats', secrets);
    return startServer({
      binary: 'nats-streaming-server',
      ports: 2,
      env: () => env,
      args: ({ port, ports }) => [
        '-c',
        write(
          'nats/nats.conf',
          here(base('nats.conf'), 'nats')
            .replace('port: 4222', `listen: "127.0.0.1:${port}"`)
            .replace('http: 8222', `http: "127.0.0.1:${ports[1]}"`),
        ),
      ],
      ready: ({ ports }) => httpOk(`http://127.0.0.1:${ports[1]}/streaming/serverz`),
      url: ({ port }) => `tls://localhost:${port}`,
    });
  }

  function startRedis(): Promise<RunningServer> {
    const { env } = findContainer('redis', 'accounts', secrets);
    mkdirSync(join(folder, 'accounts'));
    const script = join(manifestsDir, 'base', 'redis-accounts.sh');
    spawnSync('sh', [script, join(folder, 'accounts', 'users.acl')], { env: { ...process.env, ...env } });
    return startServer({
      binary: 'redis-server',
      args: ({ port }) => [
        write(
          'redis/redis.conf',
          here(base('redis.conf'), 'redis').replace('tls-port 6379', `bind 127.0.0.1\ntls-port ${port}`),
        ),
      ],
      // It closes a connection that doesn't begin with TLS.
      ready: ({ port }) => exchange(port, 'PING\r\n').catch(throwUnlessClosed),
      url: ({ port }) => `rediss://localhost:${port}`,
    });
  }

  async function startMongo(): Promise<RunningServer> {
    const { args } = findContainer('mongo', 'mongo', secrets);
    const keyfile = secrets['mongo-keyfile']?.['keyfile'] ?? '';
    write('keyfile/keyfile', keyfile, 0o400);
    const port = await freePort();
    const system = `mongodb://__system:${encodeURIComponent(keyfile)}@localhost:${port}`;
    return startServer(
      {
        binary: 'mongod',
        args: ({ port: own }) => [
          ...args.filter((arg) => arg !== '--bind_ip_all').map((arg) => here(arg, 'mongo')),
          ...['--bind_ip=127.0.0.1', `--port=${own}`],
        ],
        ready: async () => {
          const client = new MongoClient(`${system}/?authSource=local&directConnection=true&tls=true`, {
            ca,
            serverSelectionTimeoutMS: 2_000,
          });
          try {
            const admin = client.db('admin');
            const members = [{ _id: 0, host: `localhost:${port}` }];
            await admin.command({ replSetInitiate: { _id: 'rs0', members } }).catch(() => undefined);
            const { isWritablePrimary } = await admin.command({ hello: 1 });
            if (!isWritablePrimary) throw new Error('it has not become primary yet');
            for (const { db, user, roles } of accounts()(databases)) {
              const pwd = secrets[`mongo-${user}`]?.['password'];
              await client.db(db).command({ createUser: user, pwd, roles });
            }
          } finally {
            await client.close();
          }
        },
        url: () => system,
      },
      { port },
    );
  }
}

/** The accounts that `mongo-init` makes. */
function accounts(): (services: readonly string[]) => Account[] {
  const module = { accounts: (): Account[] => [] };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- a ConfigMap's script, which mongosh loads in the cluster
  new Function('exports', base('mongo-accounts.js'))(module);
  return module.accounts;
}

function throwUnlessClosed(error: Error): void {
  if (!/closed|ECONNRESET/.test(error.message)) throw error;
}
