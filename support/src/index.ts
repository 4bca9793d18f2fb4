import * as common from '@ticketing/common';
import { buildApp } from './app';
import { buildDesk } from './build-desk';
import { environment } from './environment';
import { listeners } from './events/listeners';
import { prepareModels } from './models';
import { natsWrapper as nats } from './nats-wrapper';

common.runService({
  name: 'support',
  environment,
  async start({ environment: env, logger, health }) {
    const connection = await common.connectMongo(env.MONGO_URI, logger, { poolSize: env.MONGO_POOL_SIZE });
    const outbox = new common.Outbox({ connection, nats, logger });
    const { MAX_OPEN_TICKETS_PER_ENGINEER: maxOpenTickets, ASSIGNMENT_INTERVAL_SECONDS: seconds } = env;
    const timing = { maxOpenTickets, dispatchIntervalMs: seconds * 1_000 };
    const { desk, dispatcher } = buildDesk({ connection, outbox, logger, ...timing });
    await prepareModels(desk.models);
    await nats.connect({
      clusterId: env.NATS_CLUSTER_ID,
      clientId: env.NATS_CLIENT_ID,
      url: env.NATS_URL,
      logger,
    });

    const directory = new common.UserDirectory(connection);
    const messaging = new common.Messaging({ nats, store: new common.MongoMessageStore(connection), logger });
    await outbox.start();
    await messaging.listen(...listeners(messaging, desk, directory));
    dispatcher.start();

    health.addCheck('mongo', common.pingMongo(connection));
    const { JWT_KEY: jwtKey, ALLOWED_ORIGINS: allowedOrigins, TRUST_PROXY_HOPS: trustProxy } = env;
    const { deadLetters } = messaging;
    const shared = { directory, deadLetters, health, logger, jwtKey, allowedOrigins, trustProxy };
    const app = buildApp({ ...shared, connection, desk });
    return { app, messaging, outbox, nats, stop: () => dispatcher.stop(), stores: [connection] };
  },
});
