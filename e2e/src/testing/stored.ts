import { readFileSync } from 'node:fs';
import { databases, type SystemState } from '@ticketing/infra';
import { Redis } from 'ioredis';
import mongoose from 'mongoose';

type Row = { _id: string | mongoose.Types.ObjectId; [field: string]: unknown };

/** Everything that a system keeps: in its databases, in Redis, and in the logs of its services. */
export class Stored {
  private constructor(
    readonly connection: mongoose.Connection,
    private readonly redis: Redis,
    private readonly stateFile: string,
  ) {}

  /** @param stateFile of the running system */
  static async connect(stateFile: string): Promise<Stored> {
    const { mongoUrl, redisUrl } = readSystem(stateFile);
    const connection = await mongoose.createConnection(mongoUrl).asPromise();
    return new Stored(connection, new Redis(redisUrl), stateFile);
  }

  async close(): Promise<void> {
    await Promise.all([this.connection.close(), this.redis.quit()]);
  }

  collection(service: string, name: string): mongoose.mongo.Collection<Row> {
    return this.database(service).collection<Row>(name);
  }

  database(service: string): mongoose.mongo.Db {
    return this.connection.useDb(service, { useCache: true }).db!;
  }

  /** All of it, each with where it stands: as `service.collection`, `Redis <key>`, or the file of a log. */
  async readAll(): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (const service of databases)
      for (const each of await this.database(service).collections())
        found.set(`${service}.${each.collectionName}`, JSON.stringify(await each.find().toArray()));
    for (const key of await this.redis.keys('*')) {
      const dump = await this.redis.dumpBuffer(key);
      found.set(`Redis ${key}`, `${key} ${dump?.toString('latin1') ?? ''}`);
    }
    for (const { logFile } of readSystem(this.stateFile).services)
      found.set(logFile, readFileSync(logFile, 'utf8'));
    return found;
  }

  /** Where a text stands, whatever its case. */
  async findPlaces(text: string): Promise<string[]> {
    const wanted = text.toLowerCase();
    return [...(await this.readAll())]
      .filter(([, content]) => content.toLowerCase().includes(wanted))
      .map(([place]) => place);
  }
}

function readSystem(stateFile: string): SystemState {
  return JSON.parse(readFileSync(stateFile, 'utf8')) as SystemState;
}
