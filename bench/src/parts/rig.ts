import { unlimited } from './unlimited';
import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { signToken } from '@ticketing/common/http';
import {
  mongoUrl,
  type NatsStreamingServer,
  projectRoot,
  type RunningServer,
  type ServiceProcess,
  startMongod,
  startNatsStreaming,
  startRedis,
  startServiceProcess,
} from '@ticketing/infra';
import mongoose from 'mongoose';
import { processorSeconds } from './process-stats';

/** Signs the tokens; the services run as in production, which knows its public half alone. */
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
/** Signs the codes of admissions. */
export const admissionKey = generateKeyPairSync('ed25519').privateKey;
const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }) as string;

/** What services want to be told beside the addresses of their servers. */
const ownSettings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  auth: {
    JWT_PRIVATE_KEY: pem(privateKey),
    SECOND_FACTOR_KEY: 'benchmarks only: a key of more than 32 characters',
  },
  admissions: { ADMISSION_PRIVATE_KEY: pem(admissionKey) },
  notifications: {
    NOTIFICATIONS_TOKEN: 'for benchmarks only',
    LINK_KEY: 'benchmarks only: a key of more than 32 characters',
    SMTP_URL: 'smtp://127.0.0.1:25',
    MAIL_FROM: 'tickets@example.com',
  },
  payments: { STRIPE_KEY: 'sk_test_local', STRIPE_WEBHOOK_SECRET: 'whsec_local' },
};

/** Enough to build the indexes of a million rows. */
const START_TIMEOUT_MS = 120_000;

/** How to measure. */
export interface RigOptions {
  /** Seconds that one side of a round is measured for. */
  readonly seconds: number;
  /** Pairs of measurements. */
  readonly rounds: number;
  /** Folder for CPU profiles of the services; none are taken if not given. */
  readonly profile?: string;
}

/** Seconds of processor time used so far. */
export interface ProcessorTime {
  services: number;
  database: number;
  /** Of this process, which asks and counts. */
  client: number;
}

/** The servers of one figure, the services started on them, and who asks. */
export class Rig {
  private readonly processes: ServiceProcess[] = [];
  private readonly connections: mongoose.Connection[] = [];

  private constructor(
    private readonly mongod: RunningServer,
    readonly nats: NatsStreamingServer,
    readonly redis: RunningServer,
    private readonly options: RigOptions,
  ) {}

  static async start(options: RigOptions): Promise<Rig> {
    const [mongod, nats, redis] = await Promise.all([startMongod(), startNatsStreaming(), startRedis()]);
    return new Rig(mongod, nats, redis, options);
  }

  get seconds(): number {
    return this.options.seconds;
  }

  get rounds(): number {
    return this.options.rounds;
  }

  /** Starts a service on a database; what it needs beside the servers is filled in. */
  async service(
    name: string,
    database: string,
    environment: Record<string, string> = {},
  ): Promise<ServiceProcess> {
    return this.begin(`${name}/dist/index.js`, {
      MONGO_URI: mongoUrl(this.mongod, database),
      NATS_URL: this.nats.url,
      NATS_CLUSTER_ID: this.nats.clusterId,
      NATS_CLIENT_ID: `${name}-${randomUUID().slice(0, 8)}`,
      REDIS_URL: this.redis.url,
      JWT_PUBLIC_KEYS: publicKey.export({ type: 'spki', format: 'pem' }) as string,
      ...unlimited,
      ...ownSettings[name],
      ...environment,
    });
  }

  /** Starts what a service's libraries weigh by themselves. */
  bareService(): Promise<ServiceProcess> {
    return this.reference('references/bare-service.js', {
      MONGO_URI: mongoUrl(this.mongod, 'bare'),
      NATS_URL: this.nats.url,
      NATS_CLUSTER_ID: this.nats.clusterId,
    });
  }

  /** Starts a reference of our own making. @param entry below `bench/dist` */
  reference(entry: string, environment: Record<string, string> = {}): Promise<ServiceProcess> {
    return this.begin(`bench/dist/${entry}`, environment);
  }

  private async begin(entry: string, environment: Record<string, string>): Promise<ServiceProcess> {
    const [folder = entry] = entry.split('/');
    const name = folder === 'bench' ? 'reference' : folder;
    const { profile } = this.options;
    const started = await startServiceProcess({
      name,
      args: [
        ...(profile ? ['--cpu-prof', '--cpu-prof-dir', join(profile, name)] : []),
        join(projectRoot, entry),
      ],
      env: { ...process.env, NODE_ENV: 'production', LOG_LEVEL: 'warn', ...environment },
      logFile: join(projectRoot, '.data/bench/logs', `${name}.log`),
      timeoutMs: START_TIMEOUT_MS,
    });
    this.processes.push(started);
    return started;
  }

  /** A connection of the benchmark's own, through which the raw driver is measured and results are counted. */
  async database(name: string): Promise<mongoose.Connection> {
    const connection = await mongoose
      .createConnection(mongoUrl(this.mongod, name), { maxPoolSize: 50 })
      .asPromise();
    this.connections.push(connection);
    return connection;
  }

  /** A session of a user, as an Authorization header. */
  bearer(id = new mongoose.Types.ObjectId().toHexString()): string {
    return `Bearer ${signToken({ id, email: `${id}@example.com`, role: 'customer', status: 'approved' }, privateKey, 86_400)}`;
  }

  /** What services, database and client have used so far; services that were stopped don't count. */
  processorTime(): ProcessorTime {
    return {
      services: this.processes.reduce((sum, each) => sum + processorSeconds(each.pid), 0),
      database: processorSeconds(this.mongod.pid()),
      client: processorSeconds(process.pid),
    };
  }

  /** Processor time so far of all that takes part, in seconds, by name; the benchmark itself is `bench`. */
  cpuSeconds(): Record<string, number> {
    const spent: Record<string, number> = { bench: processorSeconds(process.pid) };
    for (const each of this.processes)
      spent[each.name] = (spent[each.name] ?? 0) + processorSeconds(each.pid);
    for (const server of [this.mongod, this.nats, this.redis])
      spent[server.name] = processorSeconds(server.pid());
    return spent;
  }

  /** Ends everything that was started. */
  async stop(): Promise<void> {
    await Promise.all(this.processes.map((each) => each.stop()));
    await Promise.all(this.connections.map((each) => each.close()));
    await Promise.all([this.mongod.stop(), this.nats.stop(), this.redis.stop()]);
  }
}
