import { connect } from 'node:net';
import { mongo } from 'mongoose';
import type { Servers } from './servers';

/** A document of any collection. */
export type Row = mongo.Document & { _id: unknown };

/** Reads and spoils the databases of the services, past the links. */
export class Stores {
  private constructor(
    private readonly client: mongo.MongoClient,
    readonly servers: Servers,
  ) {}

  static async connect(servers: Servers): Promise<Stores> {
    const client = new mongo.MongoClient(servers.mongod.url, { serverSelectionTimeoutMS: 30_000 });
    await client.connect();
    return new Stores(client, servers);
  }

  database(service: string): mongo.Db {
    return this.client.db(service);
  }

  collection(service: string, name: string): mongo.Collection<Row> {
    return this.client.db(service).collection<Row>(name);
  }

  /** All rows of a collection, with these fields. */
  rows(service: string, name: string, ...fields: string[]): Promise<Row[]> {
    const projection = Object.fromEntries(fields.map((field) => [field, 1]));
    return this.collection(service, name).find({}, { projection }).toArray();
  }

  /** Empties Redis, as somebody's mistake would. */
  async flushRedis(): Promise<void> {
    const answer = await sendToRedis(this.servers.redis.port, 'FLUSHALL');
    if (!answer.startsWith('+OK')) throw new Error(`Redis answered ${answer}`);
  }

  /** Has mongod write down all it has in memory; it may die of that. */
  async checkpoint(): Promise<void> {
    await this.client
      .db('admin')
      .command({ fsync: 1 }, { timeoutMS: 2_000 })
      .catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.client.close();
  }
}

/** One inline command of Redis' protocol. */
function sendToRedis(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${command}\r\n`));
    socket.once('error', reject);
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString());
    });
  });
}
