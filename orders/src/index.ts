import * as common from '@ticketing/common';
import { buildApp } from './app';
import { environment } from './environment';
import { listeners } from './events/listeners';
import { ExpirySweep } from './expiry/sweep';
import { Order } from './models/order';
import { PaymentVersion } from './models/payment-version';
import { Ticket } from './models/ticket';
import { natsWrapper as nats } from './nats-wrapper';

common.runService({
  name: 'orders',
  environment,
  async start({ environment: env, logger, health }) {
    const connection = await common.connectMongo(env.MONGO_URI, logger, { poolSize: env.MONGO_POOL_SIZE });
    await Promise.all([Order.init(), Ticket.init(), PaymentVersion.init()]);
    await nats.connect({
      clusterId: env.NATS_CLUSTER_ID,
      clientId: env.NATS_CLIENT_ID,
      url: env.NATS_URL,
      logger,
    });

    const outbox = new common.Outbox({ connection, nats, logger });
    const directory = new common.UserDirectory(connection);
    const messaging = new common.Messaging({ nats, store: new common.MongoMessageStore(connection), logger });
    const sweep = new ExpirySweep({ outbox, lease: new common.Lease(connection, 'expiry-sweep'), logger });
    await outbox.start();
    await messaging.listen(...listeners(messaging, outbox, directory));
    sweep.start();

    health.addCheck('mongo', common.pingMongo(connection));
    const { JWT_KEY: jwtKey, ALLOWED_ORIGINS: allowedOrigins, TRUST_PROXY_HOPS: trustProxy } = env;
    const shared = {
      directory,
      deadLetters: messaging.deadLetters,
      health,
      logger,
      jwtKey,
      allowedOrigins,
      trustProxy,
    };
    const idempotent = common.idempotency(connection);
    const app = buildApp({ ...shared, outbox, idempotent, windowSeconds: env.EXPIRATION_WINDOW_SECONDS });
    return { app, messaging, outbox, nats, stop: () => sweep.stop(), stores: [connection] };
  },
});
