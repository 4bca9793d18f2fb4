import { randomUUID } from 'node:crypto';
import { signToken } from '@ticketing/common';
import {
  mongoUrl,
  type NatsStreamingServer,
  type RunningServer,
  startMongod,
  startNatsStreaming,
  startRedis,
} from '@ticketing/infra';
import mongoose from 'mongoose';
import { type MeasuredProcess, startProcess } from './service-process';

const JWT_KEY = 'benchmarks only: a key of more than 32 characters';

/** The servers of a run, the services started on them, and who asks. */
export class Rig {
  private readonly processes: MeasuredProcess[] = [];
  private readonly connections: mongoose.Connection[] = [];

  private constructor(
    private readonly mongod: RunningServer,
    readonly nats: NatsStreamingServer,
    readonly redis: RunningServer,
    /** Seconds that one side of a round is measured for. */
    readonly seconds: number,
    /** Pairs of measurements. */
    readonly rounds: number,
  ) {}

  static async start(options: { seconds: number; rounds: number }): Promise<Rig> {
    const [mongod, nats, redis] = await Promise.all([startMongod(), startNatsStreaming(), startRedis()]);
    return new Rig(mongod, nats, redis, options.seconds, options.rounds);
  }

  /** Starts a service on a database of its own, one per figure. */
  async service(
    name: string,
    database: string,
    environment: Record<string, string> = {},
  ): Promise<MeasuredProcess> {
    const started = await startProcess(`${name}/dist/index.js`, {
      MONGO_URI: mongoUrl(this.mongod, database),
      NATS_URL: this.nats.url,
      NATS_CLUSTER_ID: this.nats.clusterId,
      NATS_CLIENT_ID: `${name}-${randomUUID().slice(0, 8)}`,
      REDIS_URL: this.redis.url,
      JWT_KEY,
      ...environment,
    });
    this.processes.push(started);
    return started;
  }

  /** Starts a reference of our own making. @param entry below `bench/dist` */
  async reference(entry: string, environment: Record<string, string> = {}): Promise<MeasuredProcess> {
    const started = await startProcess(`bench/dist/${entry}`, environment);
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

  /** Ends what a figure has started; the servers stay. */
  async clear(): Promise<void> {
    await Promise.all(this.processes.splice(0).map((each) => each.stop()));
    await Promise.all(this.connections.splice(0).map((each) => each.close()));
  }

  async stop(): Promise<void> {
    await this.clear();
    await Promise.all([this.mongod.stop(), this.nats.stop(), this.redis.stop()]);
  }
}
