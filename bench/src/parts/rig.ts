import { randomUUID } from 'node:crypto';
import { signToken } from '@ticketing/common/http';
import {
  mongoUrl,
  type NatsStreamingServer,
  type RunningServer,
  startMongod,
  startNatsStreaming,
  startRedis,
} from '@ticketing/infra';
import mongoose from 'mongoose';
import { processorSeconds } from './processor-time';
import { environmentOf } from './service-environment';
import { cpuSeconds, type MeasuredProcess, startProcess } from './service-process';

const JWT_KEY = 'benchmarks only: a key of more than 32 characters';

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
  private readonly processes: MeasuredProcess[] = [];
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
  ): Promise<MeasuredProcess> {
    return this.begin(`${name}/dist/index.js`, {
      MONGO_URI: mongoUrl(this.mongod, database),
      NATS_URL: this.nats.url,
      NATS_CLUSTER_ID: this.nats.clusterId,
      NATS_CLIENT_ID: `${name}-${randomUUID().slice(0, 8)}`,
      REDIS_URL: this.redis.url,
      JWT_KEY,
      ...environmentOf(name),
      ...environment,
    });
  }

  /** Starts what a service's libraries weigh by themselves. */
  bareService(): Promise<MeasuredProcess> {
    return this.reference('references/bare-service.js', {
      MONGO_URI: mongoUrl(this.mongod, 'bare'),
      NATS_URL: this.nats.url,
      NATS_CLUSTER_ID: this.nats.clusterId,
    });
  }

  /** Starts a reference of our own making. @param entry below `bench/dist` */
  reference(entry: string, environment: Record<string, string> = {}): Promise<MeasuredProcess> {
    return this.begin(`bench/dist/${entry}`, environment);
  }

  private async begin(entry: string, environment: Record<string, string>): Promise<MeasuredProcess> {
    const started = await startProcess(entry, environment, this.options.profile);
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
    return `Bearer ${signToken({ id, email: `${id}@example.com`, role: 'customer', status: 'approved' }, JWT_KEY)}`;
  }

  /** What services, database and client have used so far; services that were stopped don't count. */
  processorTime(): ProcessorTime {
    return {
      services: this.processes.reduce((sum, each) => sum + each.processorSeconds(), 0),
      database: processorSeconds(this.mongod.pid()),
      client: processorSeconds(process.pid),
    };
  }

  /** Processor time so far of all that takes part, in seconds, by name; the benchmark itself is `bench`. */
  cpuSeconds(): Record<string, number> {
    const spent: Record<string, number> = { bench: cpuSeconds(process.pid) };
    for (const each of this.processes) spent[each.name] = (spent[each.name] ?? 0) + each.cpuSeconds();
    for (const server of [this.mongod, this.nats, this.redis]) spent[server.name] = cpuSeconds(server.pid());
    return spent;
  }

  /** Ends everything that was started. */
  async stop(): Promise<void> {
    await Promise.all(this.processes.map((each) => each.stop()));
    await Promise.all(this.connections.map((each) => each.close()));
    await Promise.all([this.mongod.stop(), this.nats.stop(), this.redis.stop()]);
  }
}
