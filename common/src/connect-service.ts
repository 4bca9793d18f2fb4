import type mongoose from 'mongoose';
import { retryUntilAvailable } from './concurrency';
import type { ExportingService } from './contracts';
import type { z } from 'zod';
import type { AppOptions } from './http/create-app';
import type { PersonalData } from './erasure';
import { ExportListener } from './exports';
import { Messaging, MongoMessageStore, type NatsWrapper } from './messaging';
import { Outbox } from './outbox';
import { Revocations, UserDirectory } from './roles';
import type {
  baseEnvironment,
  jwtEnvironment,
  mongoEnvironment,
  natsEnvironment,
} from './service/environment';
import { connectMongo, pingMongo, prepareModels } from './mongo/mongo';
import type { ServiceContext } from './service/run-service';
import type { ServiceDependencies } from './service/service';

/** What a service with a database and events reads from the environment, at least. */
export type EventServiceEnvironment = z.output<
  z.ZodObject<
    typeof baseEnvironment & typeof mongoEnvironment & typeof natsEnvironment & typeof jwtEnvironment
  >
>;

/** What such a service is made of, once its servers are there. */
export interface EventServiceDependencies {
  readonly connection: mongoose.Connection;
  readonly outbox: Outbox;
  /** The service's projection of the users' roles. */
  readonly directory: UserDirectory;
  readonly messaging: Messaging;
  /** Adds what the service keeps of a person to exports; to be listened to with the others. */
  readonly exportListener: ExportListener;
  /** The sessions that have ended and the accounts that are suspended. */
  readonly revocations: Revocations;
  /** What every app of the kind is built with. */
  readonly shared: Omit<AppOptions, 'name' | 'routers' | 'openapi'>;
  /** What is stopped with the service, to be returned from `start` with the app. */
  readonly resources: Omit<ServiceDependencies, 'app'>;
}

/**
 * Connects a service to its database and the broker, waiting for each as long as it takes, and starts its outbox. The collections of
 * its models are there, with their indexes, before anything is written.
 *
 * @param nats the service's own wrapper
 * @param personal what the service keeps of a person beside the directory; it is erased, and exported, with that
 */
export async function connectService(
  { environment: env, logger, health, name }: ServiceContext<EventServiceEnvironment>,
  nats: NatsWrapper,
  personal: readonly PersonalData[],
): Promise<EventServiceDependencies> {
  const connection = await connectMongo(env.MONGO_URI, logger, { poolSize: env.MONGO_POOL_SIZE });
  await prepareModels(connection, logger);
  const { NATS_CLUSTER_ID: clusterId, NATS_CLIENT_ID: clientId, NATS_URL: url } = env;
  await nats.connect({ clusterId, clientId, url, logger });

  const outbox = new Outbox({ connection, nats, logger });
  await outbox.start();
  const revocations = new Revocations({ connection, logger });
  const directory = new UserDirectory(connection, revocations, personal);
  await retryUntilAvailable(() => revocations.start(), logger);
  const service = name as ExportingService;
  const exportListener = new ExportListener({ service, connection, outbox, directory, personal });
  await retryUntilAvailable(() => exportListener.prepare(), logger);
  const messaging = new Messaging({ service, nats, store: new MongoMessageStore(connection), logger });
  health.addCheck('mongo', pingMongo(connection));

  const { JWT_KEY: jwtKey, JWT_PUBLIC_KEYS: publicKeys } = env;
  const { ALLOWED_ORIGINS: allowedOrigins, TRUST_PROXY_HOPS: trustProxy } = env;
  const { deadLetters } = messaging;
  const keys = { jwtKey, publicKeys };
  const sessions = revocations;
  const shared = {
    directory,
    sessions,
    deadLetters,
    acts: outbox,
    health,
    logger,
    ...keys,
    allowedOrigins,
    trustProxy,
  };
  const resources = { messaging, outbox, nats, stores: [revocations, connection] };
  return { connection, outbox, directory, revocations, messaging, exportListener, shared, resources };
}
