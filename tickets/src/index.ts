import {
  connectMongo,
  Messaging,
  MongoMessageStore,
  Outbox,
  pingMongo,
  runService,
  UserDirectory,
} from '@ticketing/common';
import { buildApp } from './app';
import { environment } from './environment';
import { listeners } from './events/listeners';
import { Ticket } from './models/ticket';
import { TicketHold } from './models/ticket-hold';
import { natsWrapper } from './nats-wrapper';

runService({
  name: 'tickets',
  environment,
  async start({ environment: env, logger, health }) {
    const connection = await connectMongo(env.MONGO_URI, logger, { poolSize: env.MONGO_POOL_SIZE });
    await Promise.all([Ticket.init(), TicketHold.init()]);
    const nats = natsWrapper;
    await nats.connect({
      clusterId: env.NATS_CLUSTER_ID,
      clientId: env.NATS_CLIENT_ID,
      url: env.NATS_URL,
      logger,
    });

    const outbox = new Outbox({ connection, nats, logger });
    const directory = new UserDirectory(connection);
    const messaging = new Messaging({ nats, store: new MongoMessageStore(connection), logger });
    await outbox.start();
    await messaging.listen(...listeners(messaging, outbox, directory));

    health.addCheck('mongo', pingMongo(connection));
    const { JWT_KEY: jwtKey, ALLOWED_ORIGINS: allowedOrigins, TRUST_PROXY_HOPS: trustProxy } = env;
    const { deadLetters } = messaging;
    const app = buildApp({
      outbox,
      directory,
      deadLetters,
      health,
      logger,
      jwtKey,
      allowedOrigins,
      trustProxy,
    });
    return { app, messaging, outbox, nats, stores: [connection] };
  },
});
