import * as common from '@ticketing/common';
import { buildApp } from './app';
import { observeOpenPayments } from './attempts/payment-metrics';
import { environment } from './environment';
import { listeners } from './events/listeners';
import { prepareModels } from './models';
import { natsWrapper as nats } from './nats-wrapper';
import { createPaymentParts } from './payment-parts';
import { gatewayOf } from './stripe/stripe-client';

common.runService({
  name: 'payments',
  environment,
  async start({ environment: env, logger, health }) {
    const connection = await common.connectMongo(env.MONGO_URI, logger, { poolSize: env.MONGO_POOL_SIZE });
    await prepareModels();
    const { NATS_CLUSTER_ID: clusterId, NATS_CLIENT_ID: clientId, NATS_URL: url } = env;
    await nats.connect({ clusterId, clientId, url, logger });

    const outbox = new common.Outbox({ connection, nats, logger });
    const directory = new common.UserDirectory(connection);
    const messaging = new common.Messaging({ nats, store: new common.MongoMessageStore(connection), logger });
    const { gateway, config, providerTimeoutMs } = gatewayOf(env);
    const pendingSeconds = env.PAYMENT_PENDING_SECONDS;
    const shared = { connection, outbox, gateway, logger, providerTimeoutMs, pendingSeconds };
    const parts = createPaymentParts(shared);
    await outbox.start();
    await messaging.listen(...listeners(messaging, parts, directory));
    parts.reconciler.start();
    observeOpenPayments();

    health.addCheck('mongo', common.pingMongo(connection));
    const { deadLetters } = messaging;
    const { JWT_KEY: jwtKey, ALLOWED_ORIGINS: allowedOrigins, TRUST_PROXY_HOPS: trustProxy } = env;
    const access = { directory, deadLetters, jwtKey, allowedOrigins, trustProxy };
    const app = buildApp({ ...access, connection, parts, config, health, logger });
    return { app, messaging, outbox, nats, stop: () => parts.stop(), stores: [connection] };
  },
});
