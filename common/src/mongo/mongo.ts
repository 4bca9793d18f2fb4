import mongoose from 'mongoose';
import type { Logger } from '../observability/logger';
import { retryUntilAvailable } from '../concurrency/retry-until-available';
import { failOnClosedConnections } from './closed-connections';

/** How to connect to MongoDB. */
export interface MongoOptions {
  /** Connections per process; default 50. */
  poolSize?: number;
  /** Pause between two attempts, in ms; default 1,000. */
  retryMs?: number;
  /** How long an operation waits for a server before it fails as unavailable, in ms; default 5,000. */
  serverSelectionMs?: number;
}

/**
 * Connects Mongoose's default connection; waits for the server for as long as it takes, saying so. Afterwards the
 * driver reconnects by itself. Writes are acknowledged by the majority, so that none is lost in a failover.
 */
export async function connectMongo(
  uri: string,
  logger: Logger,
  { poolSize = 50, retryMs = 1_000, serverSelectionMs = 5_000 }: MongoOptions = {},
): Promise<mongoose.Connection> {
  failOnClosedConnections();
  mongoose.set('bufferTimeoutMS', serverSelectionMs);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await mongoose.connect(uri, {
        maxPoolSize: poolSize,
        minPoolSize: Math.min(2, poolSize),
        retryWrites: true,
        w: 'majority',
        serverSelectionTimeoutMS: serverSelectionMs,
        // A server that has frozen is given up once it hasn't answered for this long and another 10 s, and with it what waits for it.
        connectTimeoutMS: 10_000,
      });
      break;
    } catch (error) {
      logger.warn({ attempt, reason: (error as Error).message }, 'waiting for MongoDB');
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
  const { connection } = mongoose;
  logger.info({ database: connection.name }, 'connected to MongoDB');
  let closing = false;
  connection.on('disconnecting', () => (closing = true));
  connection.on('disconnected', () => closing || logger.warn('MongoDB is away'));
  connection.on('reconnected', () => logger.info('MongoDB is back'));
  return connection;
}

/**
 * Creates the collections of all models (a transaction can't, at the same time as another) and their indexes, waiting for a
 * server that goes away meanwhile. Unlike `init()` of the models, which remembers a failure, this may be tried again.
 */
export async function prepareModels({ models }: mongoose.Connection, logger: Logger): Promise<void> {
  await Promise.all(
    Object.values(models).map((model) =>
      retryUntilAvailable(async () => {
        await model.createCollection();
        await model.createIndexes();
      }, logger),
    ),
  );
}

/** A health check: does the server answer? */
export function pingMongo(connection: mongoose.Connection): () => Promise<void> {
  return async () => {
    if (!connection.db) throw new Error('not connected');
    await connection.db.command({ ping: 1 });
  };
}

/** Matches a text that has this one in it, in any case. */
export function containsText(text: string): { $regex: string; $options: string } {
  return { $regex: text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), $options: 'i' };
}
