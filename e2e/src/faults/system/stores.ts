import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { within } from '@ticketing/common/concurrency';
import { mongo } from 'mongoose';
import type { Servers } from './servers';

const BALLAST_BYTES = 4 * 1024 * 1024;
/** Milliseconds that are enough for it, or for its failure. */
const SWELL_MS = 2_000;

/** A document of any collection. */
export type Row = mongo.Document & { _id: unknown };

/** Reads and damages the databases of the services, past the links. */
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

  /**
   * Gives mongod more to keep than a full disk has room for, and has it written down: until then a database writes to
   * space that it has set aside. It may die of that.
   */
  async swell(): Promise<void> {
    const ballast = this.client.db('faults').collection('ballast');
    await within(SWELL_MS, () => ballast.insertOne({ bytes: randomBytes(BALLAST_BYTES) })).catch(
      () => undefined,
    );
    await within(SWELL_MS, () => this.client.db('admin').command({ fsync: 1 })).catch(() => undefined);
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
